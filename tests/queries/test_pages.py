"""Each page's answer in a small world, and never a statement more for each row."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import Availability
from broadcaster.queries import (
    bulletin_list,
    bulletin_pages,
    hamlet_page,
    log,
    people_pages,
    request_stories,
    speaker_pages,
    week,
)
from broadcaster.queries.archive import LogFilter
from broadcaster.queries.figures import figures
from broadcaster.queries.strip import strip
from broadcaster.queries.today import today
from broadcaster.services import bulletins, reporting, requests
from tests.airing import AIR_AT, at_five, play
from tests.counting import statements
from tests.factories import NOW, TODAY, World, approved, news_at, planned, wording

ZONE = "Asia/Ho_Chi_Minh"
ALL = LogFilter(TODAY, TODAY)


@pytest.fixture
def aired(world: World) -> World:
    """Let one broadcast to every hamlet begin: GS-01 has played it, GS-02 plays, AS-01 and BL-01 are silent."""
    approved(world, wording(expires_on=TODAY + timedelta(days=9)))
    at_five(world)
    play(world, "GS-01", Outcome.DONE, 30_000)
    play(world, "GS-02", Outcome.STARTED, 0)
    return world


def asked(world: World) -> str:
    with world.memory.writes.begin() as session:
        return requests.ask(
            session,
            title="Họp thôn",
            text="Mời bà con họp lúc 19 giờ.",
            wanted_at=None,
            by=world.hamlet_head,
            now=NOW,
        ).id


def test_the_strip_tells_what_sounds_what_comes_and_what_is_wrong(aired: World) -> None:
    asked(aired)
    with aired.memory.reads() as session:
        shown = strip(session, aired.commune_id, now=AIR_AT + timedelta(seconds=20))
    assert shown.sounding is not None
    assert (shown.sounding.sounding, shown.sounding.speakers) == (1, 4)
    assert shown.upcoming is not None
    assert (shown.upcoming.starts_at, shown.upcoming.hamlets, shown.upcoming.speakers) == (
        AIR_AT + timedelta(days=1),
        3,
        4,
    )
    assert (shown.silent, shown.requests, shown.waiting, shown.fresh_at) == (2, 1, 0, AIR_AT)


def test_the_strip_of_an_empty_station_is_empty(world: World) -> None:
    with world.memory.reads() as session:
        shown = strip(session, world.commune_id, now=NOW)
    assert (shown.sounding, shown.upcoming, shown.silent, shown.fresh_at) == (None, None, 4, None)


def test_what_is_over_is_on_air_no_more(aired: World) -> None:
    with aired.memory.reads() as session:
        assert strip(session, aired.commune_id, now=AIR_AT + timedelta(seconds=31)).sounding is None


def test_today_shows_each_hamlets_lane_and_how_its_speakers_fared(aired: World) -> None:
    with aired.memory.reads() as session:
        page = today(session, aired.commune_id, now=AIR_AT + timedelta(seconds=20))
    lanes = {lane.hamlet_code: lane for lane in page.lanes}
    assert [len(lane.blocks) for lane in page.lanes] == [1, 1, 1]
    assert dict(lanes["go-sai"].blocks[0].tally.counts) == {Outcome.DONE: 1, Outcome.STARTED: 1}
    assert (lanes["go-sai"].silent, lanes["ao-sen"].silent, page.silent_total) == (0, 1, 2)
    assert lanes["go-sai"].blocks[0].ends_at == AIR_AT + timedelta(seconds=30)


def test_the_log_filters_counts_and_pages(aired: World) -> None:
    with aired.memory.reads() as session:
        whole = log.log_page(session, aired.commune_id, ALL, zone=ZONE)
        done = log.log_page(
            session, aired.commune_id, LogFilter(TODAY, TODAY, outcome=Outcome.DONE), zone=ZONE
        )
        named = log.log_page(session, aired.commune_id, LogFilter(TODAY, TODAY, words="gs-0"), zone=ZONE)
        two = log.log_page(session, aired.commune_id, ALL, zone=ZONE, page=2)
        rest = log.log_page(session, aired.commune_id, ALL, zone=ZONE, page=2, before=two.older or "")
        lines = list(log.all_lines(session, aired.commune_id, ALL, zone=ZONE))
    assert (whole.tally.total, len(whole.lines), whole.older) == (4, 4, None)
    assert [line.device_id for line in done.lines] == ["GS-01"]
    assert {line.device_id for line in named.lines} == {"GS-01", "GS-02"}
    assert [*two.lines, *rest.lines] == list(whole.lines) == lines
    assert rest.older is None


def test_words_in_a_filter_mean_themselves(aired: World) -> None:
    with aired.memory.reads() as session:
        for words in ("%", "_", "' OR 1=1 --"):
            found = log.log_page(session, aired.commune_id, LogFilter(TODAY, TODAY, words=words), zone=ZONE)
            assert found.lines == ()


def test_a_broken_cursor_is_refused(aired: World) -> None:
    with aired.memory.reads() as session, pytest.raises(StationError, match="not_found"):
        log.log_page(session, aired.commune_id, ALL, zone=ZONE, before="gestern_x")


def test_a_pairs_story(aired: World) -> None:
    with aired.memory.reads() as session:
        line = log.log_page(
            session, aired.commune_id, LogFilter(TODAY, TODAY, device_id="GS-01"), zone=ZONE
        ).lines[0]
        story = log.story(session, aired.commune_id, line.broadcast_id, "GS-01")
        with pytest.raises(StationError, match="not_found"):
            log.story(session, "another", line.broadcast_id, "GS-01")
    assert [event.what for event in story.events] == ["planned", "STARTED", "DONE", "DONE"]
    assert (story.line.played_ms, story.line.start_error_ms) == (30_000, 4)


def test_the_fleet_and_one_speaker(aired: World) -> None:
    with aired.memory.reads() as session:
        fleet = speaker_pages.fleet_view(session, aired.commune_id, now=AIR_AT)
        one = speaker_pages.speaker_view(session, aired.commune_id, "GS-02", now=AIR_AT)
        with pytest.raises(StationError, match="not_found"):
            speaker_pages.speaker_view(session, aired.commune_id, "XX-99", now=AIR_AT)
    there = {line.id: line.availability for line in fleet.lines}
    assert there["GS-01"] is Availability.ONLINE
    assert there["AS-01"] is Availability.NEVER_SEEN
    assert (one.line.sounding, one.line.wanted) == ("Bản tin", 1)
    assert len(one.upcoming) == 6
    assert [line.outcome for line in one.history] == [Outcome.STARTED]


def test_the_desk_lists_what_changed_last_first(world: World) -> None:
    approved(world, wording("Cũ", "Cũ."), now=NOW)
    with world.memory.writes.begin() as session:
        bulletins.write(
            session, wording("Mới 100%", "Mới."), by=world.operator, now=NOW + timedelta(minutes=1)
        )
    with world.memory.reads() as session:
        page = bulletin_list.bulletin_page(session, world.commune_id, now=NOW)
        drafts = bulletin_list.bulletin_page(session, world.commune_id, now=NOW, state=BulletinState.DRAFT)
        found = bulletin_list.bulletin_page(session, world.commune_id, now=NOW, words="100%")
    assert [line.title for line in page.lines] == ["Mới 100%", "Cũ"]
    assert dict(page.counts) == {BulletinState.DRAFT: 1, BulletinState.APPROVED: 1}
    assert [line.title for line in drafts.lines] == [line.title for line in found.lines] == ["Mới 100%"]


def test_a_request_is_followed_from_the_phone_to_the_pole(world: World) -> None:
    request_id = asked(world)
    with world.memory.writes.begin() as session:
        requests.accept(session, request_id, expires_on=TODAY, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        home = hamlet_page.hamlet_home(session, world.commune_id, "ao-sen", now=NOW)
        other = hamlet_page.hamlet_home(session, world.commune_id, "go-sai", now=NOW)
    assert (home.hamlet, home.speakers, home.stories_total) == ("Ao Sen", 1, 1)
    assert (home.stories[0].answered_by, home.stories[0].planned_at) == ("operator", None)
    assert other.stories == ()


PAGES: dict[str, Callable[[Session, str, datetime], object]] = {
    "strip": lambda session, commune, now: strip(session, commune, now=now),
    "today": lambda session, commune, now: today(session, commune, now=now),
    "log": lambda session, commune, _now: log.log_page(session, commune, ALL, zone=ZONE),
    "fleet": lambda session, commune, now: speaker_pages.fleet_view(session, commune, now=now),
    "speaker": lambda session, commune, now: speaker_pages.speaker_view(session, commune, "GS-01", now=now),
    "desk": lambda session, commune, now: bulletin_list.bulletin_page(session, commune, now=now),
    "review": lambda session, commune, now: bulletin_pages.review(session, commune, None, now=now),
    "hamlet": lambda session, commune, now: hamlet_page.hamlet_home(session, commune, "ao-sen", now=now),
    "stories": lambda session, commune, _now: request_stories.stories(session, commune),
    "week": lambda session, commune, now: week.week(session, commune, starts_on=TODAY, now=now),
    "timetable": lambda session, commune, now: week.timetable_lists(session, commune, now=now),
    "people": lambda session, commune, _now: people_pages.person_lines(session, commune),
    "decisions": lambda session, commune, now: people_pages.decision_lines(session, commune, now=now),
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_more_for_each_row(aired: World, page: str) -> None:
    def asked_by_the_page() -> int:
        with statements(aired.memory) as told, aired.memory.reads() as session:
            PAGES[page](session, aired.commune_id, AIR_AT + timedelta(seconds=10))
        return len(told)

    submitted(aired, 2)
    asked(aired)
    first = asked_by_the_page()
    news_at(aired, time(18), time(19), time(20))
    submitted(aired, 6)
    for number in range(4):
        approved(aired, wording(text=f"Thêm {number}.", hamlets=("ao-sen",)))
        asked(aired)
    planned(aired)
    assert asked_by_the_page() == first
    assert first <= 18


def submitted(world: World, count: int) -> None:
    for number in range(count):
        bulletin = approved(world, wording(text=f"Chờ {number}."))
        with world.memory.writes.begin() as session:
            session.merge(bulletin).state = BulletinState.SUBMITTED


def test_the_stations_figures(aired: World) -> None:
    asked(aired)
    with aired.memory.writes.begin() as session:
        reporting.keep_reject(session, aired.commune_id, "t", b"", code="E03", why="", now=AIR_AT)
    with aired.memory.reads() as session:
        counted = figures(session, aired.commune_id, now=AIR_AT)
    assert (counted.speakers, counted.silent, counted.behind, counted.with_gaps) == (4, 2, 4, 0)
    assert counted.outcomes == {Outcome.DONE: 1, Outcome.STARTED: 1, Outcome.SENT: 2}
    assert (counted.rejects, counted.requests_waiting, counted.sounds_failed) == ({"E03": 1}, 1, 0)
