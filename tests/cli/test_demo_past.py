"""The demo's past: a map that the services take, a log that ends in stated outcomes, the same each time."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadcaster.adapters import device_file
from broadcaster.cli import demo_map, demo_past_log
from broadcaster.cli.demo_past_texts import PAST, WEEK
from broadcaster.db.session import Memory
from broadcaster.domain.asrun import OPEN
from broadcaster.domain.people import Role
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import sha256
from broadcaster.queries.coverage import heard_in, layout_of
from broadcaster.services import accounts, fleet

FLEET = device_file.read(Path(__file__).parents[2] / "devices.yaml")
AT = datetime(2026, 10, 5, 22, 30, tzinfo=UTC)


@pytest.mark.slow
def test_the_map_is_drawn_and_all_three_ways_of_knowing_people_are_there(memory: Memory) -> None:
    with memory.writes.begin() as session:
        fleet.apply(session, FLEET, old=None, now=AT)
        technician = accounts.found(
            session,
            commune_id=FLEET.commune.code,
            login="kythuat",
            full_name="Kỹ thuật",
            role=Role.TECHNICIAN,
            password="một câu dài dễ nhớ",
            now=AT,
        )
        assert not demo_map.is_drawn(session, FLEET.commune.code)
        demo_map.draw(session, FLEET, technician, now=AT, today=date(2026, 10, 6))
    with memory.reads() as session:
        layout = layout_of(session, FLEET)
    heard = heard_in(layout)
    assert {found.source for found in heard.values()} == {"households", "polygon"}
    assert 0 < len(FLEET.hamlets) - len(heard) <= 2
    assert any(each.reading for each in layout.speakers)
    assert all(0.3 < found.ceiling <= 1 for found in heard.values())


def test_the_log_is_the_same_each_time_and_settled() -> None:
    item = RundownItem(
        ItemKind.BULLETIN,
        "Tin",
        sha256("tin"),
        "b",
        0,
        60_000,
        Why.NEWEST,
        Precedence.ROUTINE,
        topic="health",
    )
    airing = demo_past_log.Aired("x", FLEET.hamlets[0].code, AT, Rundown((item,)))
    told = list(demo_past_log.entries(FLEET, airing))
    assert told == list(demo_past_log.entries(FLEET, airing))
    assert [row["device_id"] for row in told] == [
        device.id for device in FLEET.devices if device.hamlet == FLEET.hamlets[0].code
    ]
    assert not any(row["outcome"] in OPEN for row in told)


def test_every_topic_of_the_week_has_its_words() -> None:
    assert {topic for day in WEEK for topic in day} == {text.topic for text in PAST}
