"""One text of an alert made audible, in advance: from the moment the form is saved, long before anybody presses."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from broadcaster.domain.alert import AlertPart
from broadcaster.domain.bulletin import RenditionState

LEASE = timedelta(minutes=2)
"""Longer than the longest alert takes to be spoken; a worker that dies leaves its work to the next after this."""
_RETRY_S = (1, 2, 5, 10, 30)


@dataclass
class AlertVoice:
    """One part of one revision of an alert, as it will be heard."""

    id: str
    commune_id: str
    alert_id: str
    part: AlertPart
    revision: int
    is_exercise: bool
    title: str
    spoken_text: str
    due_at: datetime
    state: RenditionState = RenditionState.QUEUED
    attempts: int = 0
    leased_until: datetime | None = None
    failure: str = ""
    sound_sha: str | None = None
    duration_ms: int | None = None
    peaks: list[int] = field(default_factory=list)

    def failed(self, why: str, *, permanent: bool, now: datetime) -> None:
        """Write down why there is no sound; a passing trouble is tried again soon, for as long as it may matter."""
        self.leased_until, self.failure = None, why
        if permanent:
            self.state = RenditionState.FAILED
        else:
            self.due_at = now + timedelta(seconds=_RETRY_S[min(self.attempts, len(_RETRY_S)) - 1])
