"""A newsroom at work: items that came, days that are special, opinions that wait, what is shown to everybody."""

from datetime import date, timedelta

from sqlalchemy import select

from broadcaster.domain.bulletin import Bulletin, BulletinState, Topic
from broadcaster.domain.opinion import OpinionKind
from broadcaster.domain.science_task import TaskCard
from broadcaster.services import opinions, publishing, requests, science_tasks, special_days
from tests.factories import NOW, World

EARLIER = NOW - timedelta(hours=4)


def fill_newsroom(world: World) -> None:
    """Leave something on every page of the newsroom."""
    with world.memory.writes.begin() as session:
        requests.contribute(
            session,
            title="Tuyển sinh lớp một",
            text="Nhà trường nhận hồ sơ từ thứ Hai.",
            topic=Topic.EDUCATION,
            author="Cô Nga",
            by=world.contributor,
            now=EARLIER,
        )
        refused = requests.ask(
            session, title="Bán trâu", text="Bán trâu.", wanted_at=None, by=world.hamlet_head, now=EARLIER
        )
        requests.refuse(
            session, refused.id, reason="Loa của xã không rao bán.", by=world.operator, now=EARLIER
        )
        special_days.take_usual(session, by=world.operator, now=EARLIER)
    _show(world)
    _listen(world)


def _show(world: World) -> None:
    """Publish a bulletin, and hold it against a science task."""
    card = TaskCard("NV-01/2026", "Ươm giống lúa chịu mặn", "Trạm Khuyến nông", date(2026, 1, 1), NOW.date())
    with world.memory.writes.begin() as session:
        shown = session.scalars(
            select(Bulletin).filter_by(state=BulletinState.APPROVED, title="Khám sức khỏe")
        ).one()
        publishing.publish(session, shown.id, by=world.operator, now=EARLIER)
        task = science_tasks.add(session, card, by=world.operator, now=EARLIER)
        science_tasks.link(session, task.id, shown.id, by=world.operator, now=EARLIER)


def _listen(world: World) -> None:
    """Take two opinions, and answer one."""
    with world.memory.writes.begin() as session:
        at = opinions.place(session, world.commune_id, "GS-01")
        told = [
            opinions.send(session, world.commune_id, at, kind=kind, text=words, heard_at=EARLIER, now=EARLIER)
            for kind, words in ((OpinionKind.TOO_LOUD, "Loa to quá."), (OpinionKind.NOT_HEARD, ""))
        ]
        opinions.answer(session, told[0].id, "Xã đã giảm âm lượng.", by=world.operator, now=NOW)
