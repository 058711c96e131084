"""Tests of speakers as the technician sees them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from broadcaster.domain.command import Answer, CommandAnswer
from broadcaster.domain.people import Role
from broadcaster.services import speaker_tests
from tests.webui.conftest import PageStation, Visitor


def test_the_night_shows_who_did_not_pass(station: PageStation, visitor: Callable[[Role], Visitor]) -> None:
    night = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    with station.memory.writes.begin() as session:
        command = speaker_tests.ask_by_night(session, station.commune.code, station.commune.zone, now=night)
        assert command is not None
        for device in ("GS-01", "GS-02", "AS-01"):
            session.get_one(CommandAnswer, (command.id, device)).hear(Answer.DONE, number=0, now=night)
    shown = visitor(Role.VIEWER).get("/cum-loa/").get_data(as_text=True)
    assert "3 cụm đạt" in shown
    failed = shown.partition("Chưa đạt:")[2].partition("</p>")[0]
    assert re.findall(r">([A-Z0-9-]+)<", failed) == ["BL-01"]


def test_a_tone_is_sent_and_its_answer_awaited(
    station: PageStation, visitor: Callable[[Role], Visitor]
) -> None:
    technician = visitor(Role.TECHNICIAN)
    assert technician.post("/cum-loa/GS-01/thu", "/cum-loa/GS-01").status_code == 302
    assert "chưa trả lời" in technician.get("/cum-loa/GS-01").get_data(as_text=True)
    assert "chưa thử" in technician.get("/cum-loa/GS-02").get_data(as_text=True)
