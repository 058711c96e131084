"""Authors count by what was really on air, once for each item; science tasks are public once somebody could hear it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from broadcaster.domain.approval import Heard
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.science_task import ScienceTask, TaskCard
from broadcaster.domain.types import Sha256, sha256
from broadcaster.queries.authors import author_lines
from broadcaster.queries.science_tasks_page import offered, task_line, task_lines
from broadcaster.services import bulletins, requests, science_tasks
from tests.airing import AIR_AT, at_five, play
from tests.factories import NOW, TODAY, World, approved, make_sound, recording, wording
from tests.fakes import PlainSpeller

DAY = timedelta(days=1)
CARD = TaskCard("KHCN-01", "Mô hình trồng nấm", "Hợp tác xã", date(2026, 1, 1), date(2026, 12, 31))


def contributed(world: World, text: str = "Học sinh tập chữa cháy.") -> str:
    """Walk a unit's item to its approval."""
    with world.memory.writes.begin() as session:
        item = requests.contribute(
            session,
            title="",
            text=text,
            topic=Topic.EDUCATION,
            author="Cô Nga",
            by=world.contributor,
            now=NOW,
        )
        made = requests.accept(session, item.id, expires_on=TODAY + 9 * DAY, by=world.operator, now=NOW)
        ordered = bulletins.prepare(session, PlainSpeller(), made.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        make_sound(session, ordered.id, recording(text))
        bulletins.submit(session, PlainSpeller(), made.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        heard = Heard(ordered.spoken_sha, Sha256(sha256(text)))
        bulletins.approve(session, made.id, heard, by=world.approver, now=NOW)
    return made.id


def lines(world: World, *, from_days: int = -20, until_days: int = 9) -> list[tuple[str, str, int, int]]:
    with world.memory.reads() as session:
        found = author_lines(
            session, world.commune_id, from_at=NOW + from_days * DAY, until_at=NOW + until_days * DAY
        )
    return [(line.author, line.unit, len(line.items), line.airings) for line in found]


def test_only_what_a_speaker_played_to_its_end_counts(world: World) -> None:
    contributed(world)
    at_five(world)
    assert lines(world) == []
    play(world, "AS-01", Outcome.MISSED, 0, hamlet="ao-sen")
    assert lines(world) == []
    play(world, "GS-01")
    assert lines(world) == [("Cô Nga", "Trường Tiểu học số 2", 1, 1)]


def test_an_item_counts_once_for_the_time_of_its_first_airing(world: World) -> None:
    approved(world, wording(expires_on=TODAY + 9 * DAY))
    at_five(world)
    play(world, "GS-01")
    play(world, "AS-01", hamlet="ao-sen")
    play(world, "GS-01", at=AIR_AT + DAY)
    assert lines(world) == [("operator", "", 1, 2)]
    assert lines(world, until_days=1) == [("operator", "", 1, 1)]
    assert lines(world, from_days=1) == []


def test_a_task_is_public_once_one_of_its_bulletins_was_heard(world: World) -> None:
    about = approved(world)
    with world.memory.writes.begin() as session:
        other = bulletins.write(session, wording("Khác", "Tin khác."), by=world.operator, now=NOW)
        task = science_tasks.add(session, CARD, by=world.operator, now=NOW)
        for _ in range(2):
            science_tasks.link(session, task.id, about.id, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        line = task_line(session, world.commune_id, task.id, now=NOW)
        choices = offered(session, world.commune_id, [about.id])
    assert ([each.id for each in line.bulletins], line.is_public) == ([about.id], False)
    assert choices == ((other.id, "Khác"),)
    at_five(world)
    play(world, "GS-01")
    with world.memory.reads() as session:
        (line,) = task_lines(session, world.commune_id, now=AIR_AT + DAY)
        assert task_lines(session, world.commune_id, now=NOW, during=(date(2025, 1, 1), TODAY)) == (
            task_lines(session, world.commune_id, now=NOW)
        )
        assert not task_lines(session, world.commune_id, now=NOW, during=(date(2025, 1, 1), date(2025, 2, 1)))
    assert (line.is_public, line.first_at) == (True, AIR_AT)


def test_the_register_holds_each_number_once_and_forgets_nothing_but_mistakes(world: World) -> None:
    with world.memory.writes.begin() as session:
        task = science_tasks.add(session, CARD, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="task_taken"):
        science_tasks.add(session, CARD, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        science_tasks.remove(session, task.id, by=world.operator, now=NOW)
        science_tasks.add(session, CARD, by=world.operator, now=NOW)
        assert len(session.scalars(select(ScienceTask)).all()) == 2
        with pytest.raises(StationError, match="not_found"):
            science_tasks.get(session, task.id, by=world.operator)
        with pytest.raises(StationError, match="not_allowed"):
            science_tasks.add(session, CARD, by=world.viewer, now=NOW)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (TaskCard("1", " ", "", TODAY, TODAY), "task_name"),
        (TaskCard("x" * 61, "Tên", "", TODAY, TODAY), "task_code"),
        (TaskCard("1", "Tên", "", TODAY, TODAY - DAY), "task_days"),
    ],
)
def test_a_task_that_says_too_little_is_refused(card: TaskCard, code: str) -> None:
    with pytest.raises(StationError, match=code):
        card.check()
