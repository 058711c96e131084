"""How a programme is filled for one start in one hamlet: the same in, the same out, a reason for everything.

Who goes first: class PRIORITY; what a person pinned; the topic of the day and topics behind their monthly minimum.
Among equals: in the order that a person gave, else what this hamlet heard least often, the latest approved, at last
the id, to leave nothing to chance. Each in its turn goes to the first part that takes it and has room; what always
plays has its time set aside.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.choosing import Choice, Chosen, laid_out
from broadcaster.domain.occasion import NO_LAST_DAYS, LastDays, Occasion, barred
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme import Programme
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Skip, Why
from broadcaster.domain.rundown_edit import NO_WISHES, Wishes
from broadcaster.domain.special_day import NO_RULES, DayRules
from broadcaster.domain.stream import is_live


def fill(
    programme: Programme,
    *,
    start_at: datetime,
    hamlet: str,
    candidates: Sequence[Candidate],
    history: Iterable[Airing],
    zone: str,
    length_ms: int | None = None,
    wishes: Wishes = NO_WISHES,
    rules: DayRules = NO_RULES,
    last_days: LastDays = NO_LAST_DAYS,
) -> Rundown:
    """Return what a programme airs on one occasion; nothing where only its fixed sounds would be left.

    What expires on a day airs only if the whole programme, at its longest, ends on that day.
    `history` holds the hamlet's airings but for this very one; `length_ms` is the slot's length where it is
    shorter than the programme's; `wishes` what people want of this very start, `rules` what its day asks for,
    `last_days` when the right to air a sound ends: its part falls out for good after that day.
    """
    budget_ms = min(programme.length_ms, length_ms or programme.length_ms)
    occasion = Occasion.of(
        hamlet, start_at, budget_ms, history, zone, wishes=wishes, rules=rules, last_days=last_days
    )
    choice = Choice(programme.parts, occasion, budget_ms)
    missing = Counter(programme.monthly_minimum)
    if missing:
        missing.subtract(occasion.topics_of_month())
    campaign = Counter(rules.topics)
    later = []
    for candidate in _in_turn(candidates, occasion):
        topic = candidate.topic
        if candidate.precedence is Precedence.PRIORITY:
            taken = _give(choice, candidate, Why.PRIORITY, wishes)
        elif candidate.bulletin_id in wishes.pinned:
            taken = choice.pin(candidate)
        elif campaign[topic] > 0:
            taken = choice.consider(candidate, Why.CAMPAIGN)
        elif missing[topic] > 0:
            taken = choice.consider(candidate, Why.QUOTA)
        else:
            later.append(candidate)
            continue
        missing[topic] -= taken
        campaign[topic] -= taken
    for candidate in later:
        choice.consider(candidate, Why.NEWEST)
    return choice.rundown()


def _give(choice: Choice, candidate: Candidate, why: Why, wishes: Wishes) -> bool:
    return (
        choice.pin(candidate) if candidate.bulletin_id in wishes.pinned else choice.consider(candidate, why)
    )


def _in_turn(candidates: Iterable[Candidate], occasion: Occasion) -> list[Candidate]:
    """Return the candidates in the order of their turns, the day's topic and quotas aside."""
    wishes = occasion.wishes

    def turn(candidate: Candidate) -> tuple[int, bool, int, int, float, str]:
        return (
            -candidate.precedence,
            candidate.bulletin_id not in wishes.pinned,
            wishes.place(candidate.bulletin_id),
            occasion.times_heard(candidate.bulletin_id),
            -candidate.approved_at.timestamp(),
            candidate.bulletin_id,
        )

    return sorted(candidates, key=turn)


def play_list(
    playlist: Playlist,
    *,
    start_at: datetime,
    hamlet: str,
    candidates: Iterable[Candidate],
    zone: str,
    length_ms: int,
    wishes: Wishes = NO_WISHES,
    last_days: LastDays = NO_LAST_DAYS,
) -> Rundown:
    """Return what is left of a playlist on one occasion; nothing where all its bulletins fell away.

    A bulletin airs only while it is approved with that very sound and speaks to this hamlet on this day.
    """
    occasion = Occasion.of(hamlet, start_at, length_ms, (), zone, wishes=wishes, last_days=last_days)
    approved = {(candidate.bulletin_id, candidate.sound): candidate for candidate in candidates}
    items: list[RundownItem] = []
    skipped: list[tuple[str, Skip]] = []
    room_ms = length_ms
    for listed in playlist.items:
        found = _listed(listed, approved.get((listed.bulletin_id or "", listed.sound)), occasion)
        if isinstance(found, RundownItem) and found.duration_ms > room_ms:
            found = Skip.NO_ROOM
        if isinstance(found, Skip):
            skipped.append((listed.bulletin_id or listed.sound, found))
        else:
            items.append(found)
            room_ms -= found.duration_ms
    had_bulletins = any(listed.bulletin_id for listed in playlist.items)
    has_bulletins = any(item.bulletin_id for item in items)
    return Rundown(laid_out(items) if has_bulletins or not had_bulletins else (), tuple(skipped))


def _listed(listed: PlaylistItem, candidate: Candidate | None, occasion: Occasion) -> RundownItem | Skip:
    """Return the item of a listed sound, or why it falls away."""
    if occasion.outlives(listed.sound, listed.expires_on):
        return Skip.EXPIRED
    if listed.stream is not None:
        kind = ItemKind.LIVE if is_live(listed.stream) else ItemKind.RELAY
        return RundownItem(
            kind, listed.title, listed.sound, None, 0, listed.duration_ms, Why.PLAYLIST, url=listed.stream
        )
    if listed.bulletin_id is None:
        return RundownItem(
            ItemKind.FIXED, listed.title, listed.sound, None, 0, listed.duration_ms, Why.PLAYLIST
        )
    if candidate is None:
        return Skip.NOT_APPROVED
    return barred(candidate, occasion) or Chosen(candidate, Why.PLAYLIST).item()
