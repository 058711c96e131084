"""What to do next in a hamlet: from its rungs, the first thing that would help, and nothing that would not."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broadcaster.reach.figures import Ladder
from broadcaster.reach.ledger import Status

SOUND_SHARE = 0.9
"""Below this share of confirmed plays it is the speakers that want looking at."""
LEAST_INTERVIEWS = 15
MOST_OCCASIONS = 90
"""Three a day: where the model asks for more in a month, it asks for other speakers or channels."""


class Step(enum.Enum):
    """One thing to do."""

    DECLARE = "declare"
    """Say how many households hear each speaker: without it nobody counts."""
    SCHEDULE = "schedule"
    """The topic was not on air here at all."""
    REPAIR = "repair"
    """Speakers failed, or said nothing: `speaker` the most, `plays` times."""
    EXTEND = "extend"
    """Too few can hear: more broadcasts cannot reach the target; add or turn speakers, or use other channels."""
    REPEAT = "repeat"
    """Enough can hear; `plays` more occasions a month would reach the target by the model."""
    SURVEY = "survey"
    """Nobody was asked here: `plays` people would do."""
    KEEP = "keep"


@dataclass(frozen=True)
class Advice:
    """A step with what it is about."""

    step: Step
    speaker: str = ""
    plays: int = 0


def advise(
    ladder: Ladder, troubles: Mapping[str, int], *, declared: bool, target: float, occasions: float
) -> tuple[Advice, ...]:
    """Return at most two steps, the most useful first.

    `troubles` are plays by speaker that failed or were never confirmed, `occasions` the hamlet's confirmed
    occasions in the window, as many as its typical speaker played.
    """
    steps = tuple(_steps(ladder, troubles, declared=declared, target=target, occasions=occasions))
    return steps[:2] or (Advice(Step.KEEP),)


def _steps(
    ladder: Ladder, troubles: Mapping[str, int], *, declared: bool, target: float, occasions: float
) -> Iterator[Advice]:
    if not declared:
        yield Advice(Step.DECLARE)
    if not ladder.played.scheduled:
        yield Advice(Step.SCHEDULE)
    elif (ladder.played.low or 0.0) < SOUND_SHARE and troubles:
        worst = max(sorted(troubles), key=lambda name: troubles[name])
        yield Advice(Step.REPAIR, worst, troubles[worst])
    if declared and (ladder.needed is None or ladder.needed > MOST_OCCASIONS):
        yield Advice(Step.EXTEND)
    elif declared and ladder.needed and ladder.played.scheduled and ladder.once.low < target:
        yield Advice(Step.REPEAT, plays=max(1, ladder.needed - round(occasions)))
    if not ladder.published.interviews:
        yield Advice(Step.SURVEY, plays=LEAST_INTERVIEWS)


def troubles_of(statuses: Mapping[str, Mapping[Status, int]]) -> dict[str, int]:
    """Count by speaker the plays that failed or that nothing was heard of."""
    found = {
        speaker: plays.get(Status.FAILED, 0) + plays.get(Status.UNCONFIRMED, 0)
        for speaker, plays in statuses.items()
    }
    return {speaker: plays for speaker, plays in found.items() if plays}
