"""The watched feed over real HTTP: asked with its tag, read strictly, never led elsewhere; later messages replace."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from broadcaster.adapters.cap_feed import CapFeed
from broadcaster.bootstrap import Station
from broadcaster.domain.cap_notice import CapNotice, CapState
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.services import cap_inbox
from broadcaster.workers.cap_watcher import EVERY, CapWatcher
from tests.adapters.test_cap import MESSAGE
from tests.factories import World
from tests.fakes import HandClock


class Office:
    """A feed of another office: what it answers by path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.etag = '"1"'
        self.detour = ""
        self.asked: list[tuple[str, str]] = []
        office = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = self.headers.get("If-None-Match", "")
                office.asked.append((self.path, tag))
                body = office.pages.get(self.path, b"")
                status = 302 if office.detour else 304 if tag == office.etag else 200 if body else 404
                self.send_response(status)
                self.send_header("ETag", office.etag)
                if office.detour:
                    self.send_header("Location", office.detour)
                sent = body if status == 200 else b""
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def lists(self, *links: str) -> None:
        entries = "".join(f'<entry><link href="{link}"/></entry>' for link in links)
        self.pages["/atom"] = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


@pytest.fixture
def office() -> Iterator[Office]:
    opened = Office()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def message(identifier: str, kind: str = "Alert", *, minute: int = 0) -> bytes:
    spelled = MESSAGE.replace("VN-1<", f"{identifier}<").replace("Update", kind).replace("pctt@tinh", "a@b")
    return spelled.replace("a@b.gov.vn", "a@b").replace("T10:00:00", f"T10:{minute:02}:00").encode()


def waiting(world: World, clock: HandClock) -> list[CapNotice]:
    with world.memory.reads() as session:
        return cap_inbox.waiting(session, world.commune_id, now=clock.now())


def test_what_is_new_waits_and_the_same_feed_is_asked_by_its_tag(
    office: Office, station: Station, world: World, clock: HandClock
) -> None:
    office.pages["/1"] = message("VN-0")
    office.lists("/1", f"{office.address}/1", "http://127.0.0.1:9/other", "file:a/b")
    watcher = CapWatcher(station, CapFeed(f"{office.address}/atom"))
    assert watcher.step(clock.now()) == clock.now() + EVERY
    (notice,) = waiting(world, clock)
    assert (notice.sender, notice.identifier, notice.event) == ("a@b", "VN-0", "Lũ quét")
    assert [path for path, _ in office.asked] == ["/atom", "/1"]
    watcher.step(clock.advance(seconds=30))
    assert office.asked[2:] == [("/atom", '"1"')]
    office.etag = '"2"'
    watcher.step(clock.advance(seconds=30))
    assert [each.id for each in waiting(world, clock)] == [notice.id]


def test_a_later_message_takes_the_place_of_what_it_names(
    office: Office, station: Station, world: World, clock: HandClock
) -> None:
    office.pages["/atom"] = message("VN-0")
    watcher = CapWatcher(station, CapFeed(f"{office.address}/atom"))
    watcher.step(clock.now())
    (older,) = waiting(world, clock)
    office.pages["/atom"], office.etag = message("VN-2", "Cancel", minute=5), '"2"'
    watcher.step(clock.advance(seconds=30))
    (newer,) = waiting(world, clock)
    assert (newer.identifier, newer.kind) == ("VN-2", "Cancel")
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^cap_replaced"):
        cap_inbox.handle(session, older.id, CapState.USED, by=world.operator, now=clock.now())
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^not_allowed"):
        cap_inbox.handle(session, newer.id, CapState.USED, by=world.viewer, now=clock.now())
    with world.memory.writes.begin() as session:
        cap_inbox.handle(session, newer.id, CapState.DISMISSED, by=world.operator, now=clock.now())
    assert waiting(world, clock) == []


def test_what_has_expired_waits_no_longer_and_letters_never_do(
    office: Office, station: Station, world: World, clock: HandClock
) -> None:
    office.pages["/1"], office.pages["/2"] = message("VN-0"), message("VN-9", "Ack")
    office.pages["/3"] = b"<alert/>"
    office.lists("/1", "/2", "/3")
    CapWatcher(station, CapFeed(f"{office.address}/atom")).step(clock.now())
    assert [each.identifier for each in waiting(world, clock)] == ["VN-0"]
    clock.advance(hours=24)
    assert waiting(world, clock) == []


@pytest.mark.parametrize(
    ("body", "detour"),
    [
        (b"", ""),
        (b"no xml", ""),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/">', ""),
        (b"x", "http://127.0.0.1:9/"),
    ],
)
def test_a_feed_that_fails_or_leads_away_is_told_and_brings_nothing(
    office: Office, station: Station, world: World, clock: HandClock, body: bytes, detour: str
) -> None:
    office.pages["/atom"], office.detour = body, detour
    with pytest.raises(DeliveryError, match="the feed of alerts"):
        CapWatcher(station, CapFeed(f"{office.address}/atom")).step(clock.now())
    with world.memory.reads() as session:
        told = cap_inbox.standing(session, world.commune_id)
    assert told is not None
    assert (bool(told.failure), told.answered_at) == (True, None)
    assert waiting(world, clock) == []
    assert len(office.asked) == 1


def test_only_http_is_watched() -> None:
    with pytest.raises(ValueError, match="an HTTP address"):
        CapFeed("file:a/b")
