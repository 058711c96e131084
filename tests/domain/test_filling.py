from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.candidate import Airing, Candidate, CandidateKind
from broadcaster.domain.filling import fill, play_list
from broadcaster.domain.occasion import NO_LAST_DAYS, LastDays
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import (
    CommuneBulletins,
    Filler,
    FixedSound,
    HamletAnnouncements,
    Limits,
    Part,
    Relay,
    RepeatOfDay,
    WeekdayColumn,
    part_from_plain,
    part_to_plain,
)
from broadcaster.domain.rundown import ItemKind, Rundown, Skip, Why
from broadcaster.domain.rundown_edit import NO_WISHES, Wishes
from broadcaster.domain.special_day import NO_RULES, DayRules
from broadcaster.domain.types import sha256
from tests.domain.newsroom import AT_0530, CLOSE, MINUTE, SECOND, TUESDAY, TUNE, ZONE, candidate

COLUMN = WeekdayColumn(("law", "health", "digital", "farming", "security", "culture", ""))
MORNING = (TUNE, CommuneBulletins(), HamletAnnouncements(), CLOSE)


def filled(
    *candidates: Candidate,
    parts: tuple[Part, ...] = MORNING,
    minutes: int = 15,
    history: tuple[Airing, ...] = (),
    minimum: dict[str, int] | None = None,
    wishes: Wishes = NO_WISHES,
    rules: DayRules = NO_RULES,
    start_at: datetime = AT_0530,
    length_ms: int | None = None,
    last_days: LastDays = NO_LAST_DAYS,
) -> Rundown:
    programme = Programme("p", "mai-khe", "Bản tin sáng", minutes, parts, minimum or {})
    return fill(
        programme,
        start_at=start_at,
        hamlet="go-sai",
        candidates=candidates,
        history=history,
        zone=ZONE,
        length_ms=length_ms,
        wishes=wishes,
        rules=rules,
        last_days=last_days,
    )


def order(rundown: Rundown) -> list[str]:
    return [item.bulletin_id or item.title for item in rundown.items]


def aired(bulletin_id: str, *, hours_ago: float, topic: str = "health", hamlet: str = "go-sai") -> Airing:
    return Airing(bulletin_id, hamlet, AT_0530 - timedelta(hours=hours_ago), topic)


def test_a_morning_is_tune_commune_hamlet_close_without_gaps() -> None:
    rundown = filled(candidate("b1"), candidate("t1", hamlet="go-sai"))
    assert order(rundown) == ["Nhạc hiệu", "b1", "t1", "Lời kết"]
    assert [item.offset_ms for item in rundown.items] == [
        0,
        10 * SECOND,
        10 * SECOND + MINUTE,
        10 * SECOND + 2 * MINUTE,
    ]
    assert [item.why for item in rundown.items] == [Why.FIXED, Why.NEWEST, Why.NEWEST, Why.FIXED]
    assert rundown.duration_ms == 15 * SECOND + 2 * MINUTE


def test_priority_goes_before_all_others_in_a_persons_order() -> None:
    candidates = (
        candidate("new", days_old=0.1),
        candidate("p1", priority=True, days_old=1),
        candidate("p2", priority=True, days_old=2, hamlet="go-sai"),
    )
    by_default = filled(*candidates)
    assert order(by_default) == ["Nhạc hiệu", "p1", "p2", "new", "Lời kết"]
    assert by_default.precedence is Precedence.PRIORITY
    assert by_default.items[1].why is Why.PRIORITY
    both = (*candidates, candidate("p3", priority=True, days_old=3))
    assert order(filled(*both, wishes=Wishes(order=("p3", "p2"))))[1:4] == ["p3", "p2", "p1"]


def test_what_was_heard_least_then_what_is_newest_goes_first() -> None:
    rundown = filled(
        candidate("old", days_old=3),
        candidate("new", days_old=1),
        candidate("heard", days_old=0.5),
        history=(aired("heard", hours_ago=12), aired("old", hours_ago=12, hamlet="ao-sen")),
    )
    assert order(rundown)[1:4] == ["new", "old", "heard"]


@pytest.mark.parametrize(
    ("skipped", "reason"),
    [
        (candidate("x", expires_on=TUESDAY - timedelta(days=1)), Skip.EXPIRED),
        (candidate("x", days_old=7.1), Skip.STALE),
        (candidate("x", days_old=-0.1), Skip.NOT_YET),
        (candidate("x", hamlet="ao-sen"), Skip.OTHER_HAMLET),
        (candidate("x", minutes=15), Skip.NO_ROOM),
    ],
)
def test_what_may_not_air_is_left_out_with_its_reason(skipped: Candidate, reason: Skip) -> None:
    rundown = filled(skipped, candidate("b1"))
    assert rundown.skipped == (("x", reason),)
    assert "x" not in order(rundown)


def test_the_last_day_still_counts_but_not_beyond_midnight() -> None:
    last_day = candidate("x", expires_on=TUESDAY)
    assert "x" in order(filled(last_day))
    before_midnight = AT_0530 + timedelta(hours=18, minutes=20)
    assert filled(last_day, start_at=before_midnight).skipped == (("x", Skip.EXPIRED),)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(airings=2), Skip.REPEAT_LIMIT),
        (Limits(airings_a_day=1), Skip.REPEAT_LIMIT),
        (Limits(apart_ms=120 * MINUTE), Skip.TOO_SOON),
        (Limits(max_items=0), Skip.PART_FULL),
        (Limits(max_ms=59 * SECOND), Skip.PART_FULL),
        (Limits(fresh_days=0), Skip.STALE),
    ],
)
def test_every_limit_of_a_part_holds(limits: Limits, reason: Skip) -> None:
    history = (aired("x", hours_ago=1), aired("x", hours_ago=30))
    rundown = filled(candidate("x"), parts=(TUNE, CommuneBulletins(limits=limits)), history=history)
    assert rundown == Rundown((), (("x", reason),))


def test_a_topic_behind_its_month_comes_first_until_it_is_not() -> None:
    science = [candidate(f"s{n}", topic="science", days_old=n) for n in (3, 4, 5)]
    history = (aired("s9", hours_ago=48, topic="science"), aired("s8", hours_ago=24 * 30, topic="science"))
    rundown = filled(candidate("new"), *science, history=history, minimum={"science": 3})
    assert order(rundown)[1:5] == ["s3", "s4", "new", "s5"]
    assert [item.why for item in rundown.items][1:5] == [Why.QUOTA, Why.QUOTA, Why.NEWEST, Why.NEWEST]


def test_the_column_is_that_of_the_weekday() -> None:
    law, health = candidate("law", topic="law"), candidate("health")
    tuesday = filled(law, health, parts=(TUNE, COLUMN))
    assert (order(tuesday), tuesday.skipped) == (["Nhạc hiệu", "health"], (("law", Skip.NO_PART),))
    assert [item.kind for item in tuesday.items] == [ItemKind.FIXED, ItemKind.COLUMN]
    monday = filled(law, health, parts=(TUNE, COLUMN), start_at=AT_0530 + timedelta(days=6))
    assert order(monday) == ["Nhạc hiệu", "law"]
    assert filled(law, health, parts=(TUNE, COLUMN), start_at=AT_0530 + timedelta(days=5)).items == ()


def test_the_afternoon_repeats_what_the_morning_said() -> None:
    morning = (aired("heard", hours_ago=0), aired("yesterday", hours_ago=24))
    rundown = filled(
        candidate("heard"),
        candidate("yesterday"),
        candidate("never"),
        parts=(TUNE, RepeatOfDay()),
        history=morning,
        start_at=AT_0530 + timedelta(hours=11, minutes=30),
    )
    assert order(rundown) == ["Nhạc hiệu", "heard"]
    assert dict(rundown.skipped) == {"yesterday": Skip.NO_PART, "never": Skip.NO_PART}


def test_a_relay_takes_its_minutes_and_names_its_fallback() -> None:
    relay = Relay("VOV1", "https://stream.example/vov1", 10 * MINUTE, sha256("fallback"))
    rundown = filled(candidate("fits"), candidate("not", minutes=5), parts=(*MORNING, relay))
    item = rundown.items[-1]
    assert (item.kind, item.url, item.sound) == (ItemKind.RELAY, relay.url, relay.fallback)
    assert rundown.skipped == (("not", Skip.NO_ROOM),)


def test_filler_fills_the_slot_to_its_end() -> None:
    filler = Filler("Nhạc chờ", sha256("filler"), 90 * SECOND)
    rundown = filled(candidate("b1"), parts=(*MORNING[:-1], filler, CLOSE), minutes=5)
    assert rundown.duration_ms == 5 * MINUTE
    assert order(rundown) == ["Nhạc hiệu", "b1", "Nhạc chờ", "Nhạc chờ", "Nhạc chờ", "Lời kết"]
    lengths = [item.duration_ms for item in rundown.items if item.kind is ItemKind.FILLER]
    assert lengths == [90 * SECOND, 90 * SECOND, 45 * SECOND]


def test_nothing_to_say_is_silence_but_a_programme_of_fixed_sounds_airs() -> None:
    assert filled().items == ()
    assert order(filled(parts=(TUNE, CLOSE))) == ["Nhạc hiệu", "Lời kết"]


def test_the_shorter_of_slot_and_programme_counts() -> None:
    rundown = filled(candidate("a"), candidate("b"), length_ms=80 * SECOND)
    assert rundown.duration_ms == 75 * SECOND
    assert rundown.skipped == (("b", Skip.NO_ROOM),)
    assert filled(candidate("a"), length_ms=14 * SECOND).items == ()


def test_a_programme_whose_fixed_sounds_do_not_fit_cannot_be() -> None:
    with pytest.raises(ValueError, match="what always plays"):
        Programme("p", "mai-khe", "Dài quá", 1, (FixedSound("Nhạc", sha256("x"), 61 * SECOND),))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Filler("x", sha256("x"), 0), "a sound lasts"),
        (lambda: FixedSound("x", sha256("x"), -1), "a sound lasts"),
        (lambda: Relay("x", "file:a/b", MINUTE, sha256("x")), "HTTP address"),
        (lambda: WeekdayColumn(("law",)), "seven topics"),  # type: ignore[arg-type] # wrong on purpose
        (lambda: Limits(airings=-1), "not negative"),
        (lambda: PlaylistItem("x", sha256("x"), 0), "a sound lasts"),
        (lambda: Playlist(()), "at least one sound"),
    ],
)
def test_parts_cannot_be_wrong(make: Callable[[], object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()


@pytest.mark.parametrize(
    "part",
    [
        *MORNING,
        CommuneBulletins(("law", "health"), Limits(fresh_days=None, max_items=3)),
        COLUMN,
        RepeatOfDay(),
        Relay("VOV1", "https://stream.example/vov1", MINUTE, sha256("fallback")),
        Filler("Nhạc chờ", sha256("filler"), MINUTE),
    ],
)
def test_parts_come_back_from_their_plain_form(part: Part) -> None:
    assert part_from_plain(part_to_plain(part)) == part


# Playlists


def listed(
    *items: PlaylistItem,
    approved: tuple[Candidate, ...] = (),
    length_ms: int = 10 * MINUTE,
    last_days: LastDays = NO_LAST_DAYS,
) -> Rundown:
    return play_list(
        Playlist(items),
        start_at=AT_0530,
        hamlet="go-sai",
        candidates=approved,
        zone=ZONE,
        length_ms=length_ms,
        last_days=last_days,
    )


JINGLE = PlaylistItem("Nhạc", sha256("jingle"), 5 * SECOND)
NEWS = PlaylistItem("Bản tin", sha256("b1"), MINUTE, "b1")


def test_a_playlist_plays_in_its_order() -> None:
    rundown = listed(JINGLE, NEWS, JINGLE, approved=(candidate("b1"),))
    assert [item.sound for item in rundown.items] == [JINGLE.sound, NEWS.sound, JINGLE.sound]
    assert {item.why for item in rundown.items} == {Why.PLAYLIST}
    assert Playlist.from_plain(Playlist((JINGLE, NEWS)).to_plain()) == Playlist((JINGLE, NEWS))


@pytest.mark.parametrize(
    ("approved", "reason"),
    [
        ((), Skip.NOT_APPROVED),
        ((candidate("b1", hamlet="ao-sen"),), Skip.OTHER_HAMLET),
        ((candidate("b1", expires_on=date(2026, 1, 1)),), Skip.EXPIRED),
    ],
)
def test_a_bulletin_of_a_playlist_airs_only_while_it_may(
    approved: tuple[Candidate, ...], reason: Skip
) -> None:
    assert listed(JINGLE, NEWS, approved=approved) == Rundown((), (("b1", reason),))


def test_a_newly_spoken_bulletin_does_not_air_with_its_old_sound() -> None:
    old = PlaylistItem("Bản tin", sha256("old sound"), MINUTE, "b1")
    assert listed(old, approved=(candidate("b1"),)).skipped == (("b1", Skip.NOT_APPROVED),)


def test_a_sound_of_a_playlist_airs_to_the_last_day_of_its_right() -> None:
    today = AT_0530.astimezone(ZoneInfo(ZONE)).date()
    for last_day, aired in ((today, 2), (today - timedelta(days=1), 1)):
        song = PlaylistItem("Bài hát", sha256("song"), MINUTE, expires_on=last_day)
        rundown = listed(JINGLE, song, approved=())
        assert len(rundown.items) == aired
        assert Playlist.from_plain(Playlist((song,)).to_plain()) == Playlist((song,))
    assert rundown.skipped == ((sha256("song"), Skip.EXPIRED),)


def test_a_playlist_never_outlasts_its_slot() -> None:
    rundown = listed(JINGLE, NEWS, JINGLE, approved=(candidate("b1"),), length_ms=64 * SECOND)
    assert rundown == Rundown((), (("b1", Skip.NO_ROOM),))


@pytest.mark.parametrize(("days_left", "airs"), [(1, True), (0, True), (-1, False)])
def test_a_sound_whose_right_ended_falls_out_of_programmes(days_left: int, *, airs: bool) -> None:
    song = Filler("Nhạc chờ", sha256("filler"), 40 * SECOND)
    ends_on = TUESDAY + timedelta(days=days_left)
    rundown = filled(
        candidate("b1"),
        parts=(TUNE, CommuneBulletins(), song, CLOSE),
        last_days={TUNE.sound: ends_on, song.sound: ends_on},
    )
    sounds = {item.sound for item in rundown.items}
    assert (TUNE.sound in sounds, song.sound in sounds) == (airs, airs)
    assert {CLOSE.sound, sha256("b1")} <= sounds
    assert rundown.skipped == (() if airs else ((TUNE.sound, Skip.EXPIRED), (song.sound, Skip.EXPIRED)))
    assert filled(parts=(TUNE,), last_days={TUNE.sound: ends_on}).items == (rundown.items[:1] if airs else ())


def test_a_right_that_ends_at_midnight_does_not_reach_beyond_it() -> None:
    before_midnight = AT_0530 + timedelta(hours=18, minutes=25)
    for minutes, airs in ((4, True), (6, False)):
        rundown = filled(
            parts=(TUNE, CLOSE), minutes=minutes, start_at=before_midnight, last_days={TUNE.sound: TUESDAY}
        )
        assert (TUNE.sound in {item.sound for item in rundown.items}) is airs


def test_what_the_library_says_now_counts_for_playlists_too() -> None:
    day = timedelta(days=1)
    for promised, told, airs in ((day, -day, False), (-day, day, True)):
        song = PlaylistItem("Bài hát", sha256("song"), MINUTE, expires_on=TUESDAY + promised)
        rundown = listed(song, last_days={song.sound: TUESDAY + told})
        assert bool(rundown.items) is airs


# Whatever the material


candidates = st.builds(
    lambda nth, topic, minutes, priority, hamlet, age, left: candidate(
        f"b{nth}",
        topic=topic,
        minutes=minutes,
        priority=priority,
        hamlet=hamlet,
        days_old=age,
        expires_on=None if left is None else TUESDAY + timedelta(days=left),
    ),
    st.integers(0, 10**6),
    st.sampled_from(["law", "health", "science"]),
    st.floats(0.05, 6),
    st.booleans(),
    st.sampled_from(["", "", "go-sai", "ao-sen"]),
    st.floats(-1, 12),
    st.none() | st.integers(-3, 3),
)
parts = st.lists(
    st.sampled_from(
        [
            TUNE,
            CLOSE,
            CommuneBulletins(),
            CommuneBulletins(("law",), Limits(max_items=1, apart_ms=24 * 60 * MINUTE)),
            HamletAnnouncements(Limits(fresh_days=None, airings=1)),
            COLUMN,
            RepeatOfDay(),
            Filler("Nhạc chờ", sha256("filler"), 40 * SECOND),
        ]
    ),
    min_size=1,
    max_size=7,
)


@pytest.mark.slow
@given(
    st.lists(candidates, max_size=12, unique_by=lambda one: one.bulletin_id),
    parts,
    st.integers(2, 20),
    st.lists(st.tuples(st.integers(0, 11), st.floats(-20, 60)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_rules_hold_whatever_the_material(
    pool: list[Candidate],
    parts: list[Part],
    minutes: int,
    heard: list[tuple[int, float]],
    chance: Random,
) -> None:
    history = tuple(aired(pool[nth].bulletin_id, hours_ago=ago) for nth, ago in heard if nth < len(pool))
    rundown = filled(*pool, parts=tuple(parts), minutes=minutes, history=history)
    by_id = {one.bulletin_id: one for one in pool}
    chosen = [by_id[item.bulletin_id] for item in rundown.items if item.bulletin_id]

    assert rundown.duration_ms <= minutes * MINUTE
    for one in chosen:
        assert one.concerns("go-sai")
        assert one.approved_at <= AT_0530
        assert one.expires_on is None or one.expires_on >= TUESDAY
        assert one.kind is CandidateKind.HAMLET_ANNOUNCEMENT or one.approved_at >= AT_0530 - timedelta(days=7)
    told = [*(one.bulletin_id for one in chosen), *(name for name, _ in rundown.skipped)]
    assert sorted(told) == sorted(by_id), "each is chosen once or has its reason"

    taken_ms = sum(item.duration_ms for item in rundown.items if item.kind is not ItemKind.FILLER)
    for name, reason in rundown.skipped:
        if reason is Skip.NO_ROOM and rundown.items:
            assert by_id[name].duration_ms > minutes * MINUTE - taken_ms, "what fits is not left out"

    classes = [one.precedence for one in chosen]
    assert classes == sorted(classes, reverse=True), "priority before routine"
    assert Rundown.from_plain(rundown.to_plain()) == rundown
    shuffled = pool[:]
    chance.shuffle(shuffled)
    again = filled(*shuffled, parts=tuple(parts), minutes=minutes, history=history)
    assert again == rundown, "the order of the material does not matter"
