"""A real Chromium, and the pages of a station with a planned and half-played day, served on a real port."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import select
from waitress.server import create_server

from audio_library import sounds
from audio_library.spoken import STANDARD
from broadcaster.adapters.sound_studio import LibrarySpeller
from broadcaster.db.session import open_memory
from broadcaster.domain.asrun import AsRunEntry, ItemReport, Outcome
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Slot
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import bulletins, planning, programmes, rendering, requests, timetable
from broadcaster.settings import Settings
from tests.browser.newsroom_rows import fill_newsroom
from tests.factories import NOW, TODAY, World, approved, load_world, recording, wording
from tests.fakes import FolderStore, HandClock
from tests.tools import chromium_path
from tests.webui.conftest import PageStation
from webui import create_app, guessing

PENDING = (
    "Theo Kế hoạch số 312/KH-UBND ngày 18/11/2026 của UBND xã, tiêm phòng bắt đầu lúc 7h30. "
    "Ba ngày tới gió cấp 6-7, trời rét. Khi có cháy, gọi ngay 114. Điện thoại: 0900 000 000."
)
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A microphone that hums, and somebody who allows it."""
NIGHT_BEFORE = NOW - timedelta(hours=12)
SPELLER = LibrarySpeller("north", STANDARD)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # as patient as a click is: a starved machine is slow, not wrong
    with sync_playwright() as playing:
        browser = playing.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-dev-shm-usage", *MICROPHONE],
        )
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """Pages on a real port, and what stands behind them."""

    address: str
    world: World
    store: FolderStore


@pytest.fixture(scope="session")
def served(sqlite_copy: "object", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the pages of a station without its workers: a test does by hand what these would do."""
    memory = open_memory(sqlite_copy("commune"))  # type: ignore[operator]  # the fixture is a function
    world = load_world(memory)
    folder = tmp_path_factory.mktemp("pages")
    store = FolderStore(folder)
    fill(world, store)
    app = create_app(PageStation(Settings(var=folder), memory, HandClock(NOW), store, speller=SPELLER))
    guessing.limiter.enabled = False
    server = create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.effective_port}", world, store)
    server.close()
    thread.join(timeout=5)
    guessing.limiter.enabled = True
    memory.close()


@pytest.fixture(scope="session")
def site(served: Served) -> str:
    """Return the address of the pages."""
    return served.address


def fill(world: World, store: FolderStore) -> None:
    """Plan a day of three sessions, play the morning in every way there is, and leave work to do."""
    approved(world, wording("Khám sức khỏe", topic=Topic.HEALTH), now=NIGHT_BEFORE)
    approved(
        world,
        wording("Tiêm vắc-xin", "Tiêm phòng từ 7h30.", precedence=Precedence.PRIORITY),
        now=NIGHT_BEFORE,
    )
    approved(world, wording("Họp thôn Ao Sen", "Họp lúc 19h30.", hamlets=("ao-sen",)), now=NIGHT_BEFORE)
    early = NOW - timedelta(hours=6)
    with world.memory.writes.begin() as session:
        programme = programmes.add(
            session,
            name="Bản tin xã",
            minutes=15,
            parts=(CommuneBulletins(), HamletAnnouncements()),
            by=world.operator,
            now=early,
        )
        for name, hour in (("Sáng", time(5, 30)), ("Trưa", time(9, 59)), ("Chiều", time(17))):
            slot = Slot(Recurrence.daily(hour, first_on=TODAY), 900_000)
            timetable.add_schedule(
                session, name=name, slot=slot, programme_id=programme.id, by=world.operator, now=early
            )
        requests.ask(
            session, title="Tìm trâu", text="Lạc trâu.", wanted_at=None, by=world.hamlet_head, now=NOW
        )
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=early)
    _switch_on(world)
    _play(world)
    _leave_to_approve(world, store)
    fill_newsroom(world)


def _switch_on(world: World) -> None:
    """Let every speaker but one be heard from."""
    with world.memory.writes.begin() as session:
        for status in session.scalars(select(SpeakerStatus)):
            if status.device_id != "GS-02":
                status.hear_state(on=True, boot=1, conn=1, now=NOW)


def _play(world: World) -> None:
    outcomes = {
        "GS-01": Outcome.DONE,
        "GS-02": Outcome.PARTIAL,
        "AS-01": Outcome.MISSED,
        "BL-01": Outcome.DONE,
    }
    with world.memory.writes.begin() as session:
        for entry in session.scalars(select(AsRunEntry)):
            if entry.start_at > NOW:
                continue
            outcome = (
                outcomes[entry.device_id] if NOW - entry.start_at > timedelta(hours=1) else Outcome.STARTED
            )
            for item in range(entry.item_count):
                entry.hear(
                    ItemReport(
                        item,
                        outcome,
                        started_at=entry.start_at,
                        ended_at=None
                        if outcome is Outcome.STARTED
                        else entry.start_at + timedelta(seconds=30),
                        played_ms=30_000,
                        start_error_ms=120,
                        reason="power" if outcome in {Outcome.MISSED, Outcome.PARTIAL} else "",
                    ),
                    now=NOW,
                )


def _leave_to_approve(world: World, store: FolderStore) -> None:
    with world.memory.writes.begin() as session:
        written = bulletins.write(
            session, wording("Tiêm phòng gia súc đợt 2", PENDING), by=world.operator, now=NOW
        )
        bulletins.prepare(session, SPELLER, written.id, by=world.operator, now=NOW)
        claimed = rendering.claim(session, now=NOW)
        assert claimed
        made = recording(PENDING, 4_000)
        store.path(made.sha).write_bytes(Path(sounds.SIGNATURE).read_bytes())
        rendering.finish(session, claimed, made)
        bulletins.submit(session, SPELLER, written.id, by=world.operator, now=NOW)
