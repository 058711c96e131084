"""Budget-funded science and technology tasks (*nhiệm vụ KH&CN*): each is to be made public, and the log proves it."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.bulletin import plain_words
from broadcaster.domain.errors import StationError
from broadcaster.domain.types import new_id

LONGEST_NAME = 300
LONGEST_CODE = 60


@dataclass(frozen=True)
class TaskCard:
    """What the register says of a task: its number, its name, who leads it, its first and last day."""

    code: str
    name: str
    lead: str
    from_on: date
    until_on: date

    def __post_init__(self) -> None:
        for field in ("code", "name", "lead"):
            object.__setattr__(self, field, " ".join(plain_words(getattr(self, field)).split()))

    def check(self) -> None:
        """Refuse a card that says too little. StationError `task_name`, `task_code`, `task_days`."""
        if not 0 < len(self.name) <= LONGEST_NAME or len(self.lead) > LONGEST_NAME:
            raise StationError("task_name", limit=LONGEST_NAME)
        if len(self.code) > LONGEST_CODE:
            raise StationError("task_code", limit=LONGEST_CODE)
        if self.until_on < self.from_on:
            raise StationError("task_days")


@dataclass
class ScienceTask:
    """A task in the register; a removed one was entered by mistake."""

    id: str
    commune_id: str
    code: str
    name: str
    lead: str
    from_on: date
    until_on: date
    added_by: str
    added_at: datetime
    removed_at: datetime | None = None

    @property
    def card(self) -> TaskCard:
        """What is said of it, as one value."""
        return TaskCard(self.code, self.name, self.lead, self.from_on, self.until_on)

    def describe(self, card: TaskCard) -> None:
        """Say something else of it. Raises what `TaskCard.check` refuses."""
        card.check()
        self.code, self.name, self.lead = card.code, card.name, card.lead
        self.from_on, self.until_on = card.from_on, card.until_on


def science_task(card: TaskCard, *, commune_id: str, added_by: str, now: datetime) -> ScienceTask:
    """Enter a task. Raises what `TaskCard.check` refuses."""
    card.check()
    return ScienceTask(
        new_id(), commune_id, card.code, card.name, card.lead, card.from_on, card.until_on, added_by, now
    )
