"""The planner beside one that tries everything: of all rundowns that keep the rules, the one that the turns prefer.

The oracle knows nothing of taking one after the other. It writes down every way of seating bulletins in parts, throws
away what breaks a rule, and keeps the best: who has the better turn is in, whoever else has to stay out for it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.domain.candidate import Airing, Candidate, CandidateKind
from broadcaster.domain.filling import fill
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import CommuneBulletins, FixedSound, HamletAnnouncements, Limits, Part
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.rundown_edit import Wishes
from tests.domain.newsroom import AT_0530, CLOSE, MINUTE, TUNE, ZONE, candidate

HAMLET, MINUTES = "go-sai", 6
Seats = tuple[int | None, ...]
"""For each candidate, in turn, the number of its part; None for out."""

candidates = st.lists(
    st.builds(
        lambda topic, minutes, priority, hamlet, age: (topic, minutes, priority, hamlet, age),
        st.sampled_from(("law", "health")),
        st.sampled_from((0.5, 1, 2, 3)),
        st.booleans(),
        st.sampled_from(("", "", HAMLET, "ao-sen")),
        st.sampled_from((0.5, 1, 3, 6, 9)),
    ),
    max_size=5,
).map(
    lambda drawn: [
        candidate(f"b{nth}", topic=topic, minutes=minutes, priority=priority, hamlet=hamlet, days_old=age)
        for nth, (topic, minutes, priority, hamlet, age) in enumerate(drawn)
    ]
)
limits = st.builds(
    Limits,
    fresh_days=st.sampled_from((None, 2, 7)),
    max_items=st.sampled_from((None, 1, 2)),
    max_ms=st.sampled_from((None, 2 * MINUTE)),
    airings=st.sampled_from((None, 1)),
)
parts = st.tuples(
    st.builds(CommuneBulletins, st.sampled_from(((), ("law",))), limits),
    st.builds(HamletAnnouncements, limits),
    st.builds(CommuneBulletins, st.just(("health",)), limits),
).map(lambda three: (TUNE, *three, CLOSE))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    pool=candidates,
    parts=parts,
    heard=st.sets(st.integers(0, 4), max_size=2),
    minimum=st.sampled_from(({}, {"law": 9}, {"health": 9})),
    order=st.permutations([f"b{nth}" for nth in range(5)]).map(lambda ids: tuple(ids[:2])),
    out=st.sets(st.sampled_from([f"b{nth}" for nth in range(5)]), max_size=1),
)
def test_the_planner_equals_one_that_tries_everything(
    pool: list[Candidate],
    parts: tuple[Part, ...],
    heard: set[int],
    minimum: dict[str, int],
    order: tuple[str, ...],
    out: set[str],
) -> None:
    history = [Airing(f"b{nth}", HAMLET, AT_0530 - timedelta(days=2), "other") for nth in heard]
    wishes = Wishes(order=order, skipped=frozenset(out))
    programme = Programme("p", "mai-khe", "Bản tin", MINUTES, parts, minimum)
    ours = fill(
        programme,
        start_at=AT_0530,
        hamlet=HAMLET,
        candidates=pool,
        history=history,
        zone=ZONE,
        wishes=wishes,
    )
    best = brute_force(programme, pool, history, wishes)
    assert spoken(ours) == best
    assert sound(ours)


def brute_force(
    programme: Programme, pool: Sequence[Candidate], history: Sequence[Airing], wishes: Wishes
) -> list[str]:
    """Return the ids in the order in which they air, of the best of all rundowns that keep the rules."""
    turns = in_turn(pool, history, wishes, programme.monthly_minimum)
    room_ms = programme.length_ms - TUNE.duration_ms - CLOSE.duration_ms
    best: Seats = ()
    for seats in all_seats(turns, programme.parts, history, wishes):
        if sum(one.duration_ms for one, seat in zip(turns, seats, strict=True) if seat is not None) > room_ms:
            continue
        if keeps_limits(turns, seats, programme.parts) and (not best or value(seats) > value(best)):
            best = seats
    return aired(turns, best, programme.parts, wishes)


def value(seats: Seats) -> tuple[tuple[bool, int], ...]:
    """Being in counts by turn; among ways of being in, the earlier part does."""
    return tuple((seat is not None, -(seat or 0)) for seat in seats)


def all_seats(
    turns: Sequence[Candidate], parts: tuple[Part, ...], history: Sequence[Airing], wishes: Wishes
) -> Iterator[Seats]:
    choices: list[list[int | None]] = []
    for one in turns:
        barred = one.bulletin_id in wishes.skipped or not one.concerns(HAMLET) or one.approved_at > AT_0530
        fitting = [nth for nth, part in enumerate(parts) if may_hold(part, one, history) and not barred]
        choices.append([None, *fitting])
    yield from product(*choices)


def may_hold(part: Part, one: Candidate, history: Sequence[Airing]) -> bool:
    match part:
        case CommuneBulletins():
            right = one.kind is CandidateKind.BULLETIN and (not part.topics or one.topic in part.topics)
        case HamletAnnouncements():
            right = one.kind is CandidateKind.HAMLET_ANNOUNCEMENT
        case _:
            return False
    rules = part.limits
    times = sum(airing.bulletin_id == one.bulletin_id for airing in history)
    is_fresh = rules.fresh_days is None or AT_0530 - one.approved_at <= timedelta(days=rules.fresh_days)
    return right and is_fresh and (rules.airings is None or times < rules.airings)


def keeps_limits(turns: Sequence[Candidate], seats: Seats, parts: tuple[Part, ...]) -> bool:
    for nth, part in enumerate(parts):
        if not isinstance(part, FixedSound) and isinstance(part, CommuneBulletins | HamletAnnouncements):
            here = [one.duration_ms for one, seat in zip(turns, seats, strict=True) if seat == nth]
            if part.limits.max_items is not None and len(here) > part.limits.max_items:
                return False
            if part.limits.max_ms is not None and sum(here) > part.limits.max_ms:
                return False
    return True


def in_turn(
    pool: Sequence[Candidate], history: Sequence[Airing], wishes: Wishes, minimum: dict[str, int]
) -> list[Candidate]:
    """Return the candidates as the rules of the newsroom rank them; the quotas drawn here are never met."""
    times = Counter(airing.bulletin_id for airing in history)

    def rank(one: Candidate) -> tuple[object, ...]:
        place = wishes.order.index(one.bulletin_id) if one.bulletin_id in wishes.order else len(wishes.order)
        return (place, times[one.bulletin_id], -one.approved_at.timestamp(), one.bulletin_id)

    urgent = sorted((one for one in pool if one.precedence is Precedence.PRIORITY), key=rank)
    rest = sorted((one for one in pool if one.precedence is not Precedence.PRIORITY), key=rank)
    wanted = [one for one in rest if minimum.get(one.topic)]
    return [*urgent, *wanted, *(one for one in rest if one not in wanted)]


def aired(turns: Sequence[Candidate], seats: Seats, parts: tuple[Part, ...], wishes: Wishes) -> list[str]:
    def place(one: Candidate) -> int:
        return wishes.order.index(one.bulletin_id) if one.bulletin_id in wishes.order else len(wishes.order)

    by_part = [
        [one for one, seat in zip(turns, seats, strict=True) if seat == nth] for nth in range(len(parts))
    ]
    urgent = [one for here in by_part for one in here if one.precedence is Precedence.PRIORITY]
    rest = [
        one
        for here in by_part
        for one in sorted(here, key=place)
        if one.precedence is not Precedence.PRIORITY
    ]
    return [one.bulletin_id for one in (*sorted(urgent, key=place), *rest)]


def spoken(rundown: Rundown) -> list[str]:
    return [item.bulletin_id for item in rundown.items if item.bulletin_id]


def sound(rundown: Rundown) -> bool:
    """Tell whether a rundown is whole: nothing at all, or tune and close around words, within its minutes."""
    if not rundown.items:
        return True
    return (
        rundown.items[0].sound == TUNE.sound
        and rundown.items[-1].sound == CLOSE.sound
        and rundown.duration_ms <= MINUTES * MINUTE
    )
