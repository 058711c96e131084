"""The office's inbox (*hộp việc*): until when somebody must be answered."""

from datetime import datetime, timedelta

ANSWER_WITHIN = timedelta(hours=24)
"""The office answers whoever asks for air time within a day."""
BEFORE_AIR = timedelta(hours=2)
"""What is wanted at an hour is answered so long before it: time to edit, to make the sound and to approve."""


def answer_due_at(sent_at: datetime, wanted_at: datetime | None) -> datetime:
    """Return until when a request must be answered; never before it was sent."""
    usual_at = sent_at + ANSWER_WITHIN
    return usual_at if wanted_at is None else max(sent_at, min(usual_at, wanted_at - BEFORE_AIR))
