"""Reach, first rungs: the rows of *Độ tiếp cận*. T0 is confirmed playing, T1 the opportunity to hear."""

from dataclasses import dataclass
from datetime import date

from broadcaster.domain.bulletin import Topic


@dataclass(frozen=True)
class TopicReach:
    """One topic in one month.

    T0 = `confirmed` of `planned` (broadcast, speaker) pairs, confirmed being DONE or at least 80 % played.
    T1 = `residents`, the sum of residents over speakers with at least one confirmed play.
    """

    topic: Topic
    bulletins: int
    planned: int
    confirmed: int
    residents: int


@dataclass(frozen=True)
class HamletReach:
    """One hamlet in one month, one topic or all: who lives there, whom its speakers are declared to reach."""

    hamlet_code: str
    hamlet: str
    residents: int
    households: int
    declared_households: int
    planned: int
    confirmed: int
    reached: int


@dataclass(frozen=True)
class ReachView:
    """One month. `residents` is the whole commune, the denominator of T1.

    `topic` narrows the table of hamlets (None: all topics together). `undeclared_speakers` have no number of
    households, so that nobody is counted for them.
    """

    month_on: date
    topic: Topic | None
    residents: int
    undeclared_speakers: int
    topics: tuple[TopicReach, ...]
    hamlets: tuple[HamletReach, ...]
