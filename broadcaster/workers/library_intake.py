"""Takes sounds into the library, one at a time: decoded behind bars, made anew, the upload forgotten."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.services import taking_in
from broadcaster.services.ports import Recording
from broadcaster.services.taking_in import UploadClaim

_log = logging.getLogger(__name__)


class LibraryIntake:
    """A renderer's other half."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def take_next(self) -> bool:
        """Take in the oldest upload that is due; tell whether there was one."""
        with self._station.memory.writes.begin() as session:
            claimed = taking_in.claim(session, now=self._station.clock.now())
        if claimed is not None:
            self._take(claimed)
        return claimed is not None

    def _take(self, claimed: UploadClaim) -> None:
        station = self._station
        try:
            made = self._made(claimed)
        except DeliveryError as trouble:
            self._give_up(claimed, str(trouble), permanent=trouble.permanent)
        except Exception as bug:
            self._give_up(claimed, type(bug).__name__, permanent=False)
            raise
        else:
            with station.memory.writes.begin() as session:
                is_ours = taking_in.finish(session, claimed, made)
            if is_ours:
                station.uploads.discard(claimed.sound_id)
            else:
                _log.warning("another renderer has taken over %s", claimed.title)

    def _made(self, claimed: UploadClaim) -> Recording:
        station, told = self._station, _Teller(self._station, claimed)
        if (cut := claimed.cut) is not None:
            return station.studio.cut(
                cut.sha,
                from_ms=cut.from_ms,
                until_ms=cut.until_ms,
                title=claimed.title,
                station=station.commune.name,
                progress=told,
            )
        return station.studio.take_in(
            _present(station.uploads.path(claimed.sound_id)),
            title=claimed.title,
            station=station.commune.name,
            is_speech=claimed.is_speech,
            longest_s=claimed.longest_s,
            progress=told,
        )

    def _give_up(self, claimed: UploadClaim, failure: str, *, permanent: bool) -> None:
        with self._station.memory.writes.begin() as session:
            now = self._station.clock.now()
            is_over = taking_in.fail(session, claimed, failure, permanent=permanent, now=now)
        if is_over:
            self._station.uploads.discard(claimed.sound_id)


def _present(upload: Path) -> Path:
    if not upload.exists():
        raise DeliveryError("upload_missing", permanent=True)
    return upload


class _Teller:
    """Writes progress for the waiting page, but no more often than a person can read it."""

    def __init__(self, station: Station, claimed: UploadClaim) -> None:
        self._station, self._claimed = station, claimed
        self._told_at: datetime | None = None

    def __call__(self, fraction: float, _doing: str) -> None:
        now = self._station.clock.now()
        if self._told_at is not None and timedelta() <= now - self._told_at < timedelta(seconds=1):
            return
        self._told_at = now
        with self._station.memory.writes.begin() as session:
            taking_in.tell_progress(session, self._claimed, percent=round(fraction * 100), now=now)
