"""Fetching and keeping: resumed, checked, and never a false sound under a true name."""

import hashlib
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.speaker.cache import Cache
from broadcaster.speaker.download import Source

DATA = bytes(range(256)) * 40
SHA = hashlib.sha256(DATA).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    """Serves DATA; `cut_at` breaks the connection there, `flip` falsifies a byte, `honours_range` is a good server."""

    cut_at = len(DATA)
    flip: int | None = None
    honours_range = True
    status = 200
    endless = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests do."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        begin = int(asked[6:-1]) if asked and self.server.honours_range else 0
        data = bytearray(DATA)
        if self.server.flip is not None:
            data[self.server.flip] ^= 1
        self.send_response(206 if begin else self.server.status)
        self.end_headers()
        self.wfile.write(data[begin : self.server.cut_at])
        while self.server.endless:
            self.wfile.write(bytes(1 << 16))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the same
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def source(server: Server) -> Source:
    return Source(f"http://127.0.0.1:{server.server_address[1]}")


def test_a_broken_download_goes_on_where_it_broke(tmp_path: Path, server: Server, source: Source) -> None:
    cache = Cache(tmp_path)
    for cut in range(1_000, len(DATA), 1_500):
        server.cut_at = cut
        with pytest.raises(DeliveryError) as error:
            source.sound("/x", len(DATA), cache.part(SHA))
        assert not error.value.permanent
    server.cut_at = len(DATA)
    source.sound("/x", len(DATA), cache.part(SHA))
    assert server.ranges[-1] == f"bytes={cut}-"
    cache.accept(SHA)
    assert cache.path(SHA).read_bytes() == DATA
    assert cache.sounds() == {SHA}


def test_a_server_without_ranges_is_read_from_the_start(
    tmp_path: Path, server: Server, source: Source
) -> None:
    cache = Cache(tmp_path)
    cache.part(SHA).write_bytes(b"half of something")
    server.honours_range = False
    source.sound("/x", len(DATA), cache.part(SHA))
    cache.accept(SHA)
    assert cache.sounds() == {SHA}


def test_a_flipped_byte_never_becomes_a_sound(tmp_path: Path, server: Server, source: Source) -> None:
    cache = Cache(tmp_path)
    server.flip = 5_000
    source.sound("/x", len(DATA), cache.part(SHA))
    with pytest.raises(Refused) as refusal:
        cache.accept(SHA)
    assert refusal.value.code is Code.SOUND_HASH
    assert not cache.sounds()
    assert not cache.part(SHA).exists()
    with pytest.raises(Refused, match="E12"):
        source.body("/x", SHA, len(DATA))


def test_an_answer_that_never_ends_stops_at_the_signed_length(
    tmp_path: Path, server: Server, source: Source
) -> None:
    server.endless = True
    cache = Cache(tmp_path)
    source.sound("/x", len(DATA), cache.part(SHA))
    cache.accept(SHA)
    assert cache.path(SHA).stat().st_size == len(DATA)
    with pytest.raises(Refused, match="E12"):
        source.body("/x", SHA, len(DATA))


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_refusing_or_absent_server_is_tried_again(
    tmp_path: Path, server: Server, source: Source, status: int
) -> None:
    server.status = status
    for fetch in (lambda: source.body("/x", SHA, 5), lambda: source.sound("/x", 5, tmp_path / "x.part")):
        with pytest.raises(DeliveryError) as error:
            fetch()
        assert not error.value.permanent
    with pytest.raises(DeliveryError):
        Source("http://127.0.0.1:9").body("/x", SHA, 5)


def test_only_http_is_spoken(source: Source) -> None:
    with pytest.raises(ValueError, match="HTTP"):
        Source(Path(__file__).as_uri())
    with pytest.raises(DeliveryError) as error:
        source.body(Path(__file__).as_uri(), SHA, 5)
    assert error.value.permanent


def test_room_is_made_by_the_longest_unused_and_never_by_what_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    names = [f"{n:064x}" for n in range(4)]
    for age, name in enumerate(names):
        cache.path(name).write_bytes(b"x")
        os.utime(cache.path(name), (1_000 + age, 1_000 + age))
    monkeypatch.setattr(cache, "free", lambda: 16_000_000 + 10 * (4 - len(cache.sounds())))
    assert cache.make_room(20, keep=names[:1]) == names[1:3]
    with pytest.raises(Refused) as refusal:
        cache.make_room(1_000, keep=names[:1])
    assert refusal.value.code is Code.NO_SPACE
    assert cache.sounds() == {names[0]}


def test_a_plan_is_what_its_name_says_or_it_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep_plan(SHA, DATA)
    assert cache.plan(SHA) == DATA
    (tmp_path / "plans" / SHA).write_bytes(DATA[:-1])
    assert cache.plan(SHA) is None
    assert cache.plan("0" * 64) is None
    for n in range(5):
        cache.keep_plan(f"{n:064x}", b"x")
    assert len(list((tmp_path / "plans").iterdir())) <= 3
