import hashlib
import http.client
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.http_range import Span, UnsatisfiableRangeError, asked_span
from broadcaster.adapters.object_server import ObjectServer
from broadcaster.domain.errors import StationError
from broadcaster.domain.types import Sha256
from tests.proxy import Proxy

SOUND = random.Random(1).randbytes(300_000)
PLAN = b'{"ver":1}'


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> dict[str, Path | bytes]:
    (tmp_path / "sound").write_bytes(SOUND)
    (tmp_path / "empty").write_bytes(b"")
    return {
        name_of(SOUND): tmp_path / "sound",
        name_of(PLAN): PLAN,
        name_of(b""): tmp_path / "empty",
        "0" * 64: tmp_path / "gone",
    }


@pytest.fixture
def server(store: dict[str, Path | bytes]) -> Iterator[ObjectServer]:
    def find(name: Sha256) -> Path | bytes | None:
        return store.get(name)

    running = ObjectServer("xa-mau", find, port=0)
    running.start()
    yield running
    running.stop()


def ask(
    server: ObjectServer, target: str, method: str = "GET", **fields: str
) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection(*server.address, timeout=5)
    line.request(method, target, headers={name.replace("_", "-"): value for name, value in fields.items()})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def path(content: bytes) -> str:
    return f"/loa/1/xa-mau/o/{name_of(content)}"


@pytest.mark.parametrize("content", [SOUND, PLAN, b""], ids=["file", "bytes", "empty"])
def test_an_object_is_served_whole_under_its_name(server: ObjectServer, content: bytes) -> None:
    status, about, body = ask(server, path(content))
    assert (status, body) == (200, content)
    assert about["etag"] == f'"{name_of(content)}"'
    assert about["accept-ranges"] == "bytes"


def test_head_tells_the_length_and_sends_nothing(server: ObjectServer) -> None:
    status, about, body = ask(server, path(SOUND), "HEAD")
    assert (status, about["content-length"], body) == (200, "300000", b"")


@pytest.mark.parametrize("content", [SOUND, PLAN], ids=["file", "bytes"])
@pytest.mark.parametrize(
    ("asked", "part"), [("2-4", slice(2, 5)), ("5-", slice(5, None)), ("-3", slice(-3, None))]
)
def test_a_range_is_served_as_that_part(
    server: ObjectServer, content: bytes, asked: str, part: slice
) -> None:
    status, about, body = ask(server, path(content), Range=f"bytes={asked}")
    assert (status, body) == (206, content[part])
    assert about["content-range"].endswith(f"/{len(content)}")


def test_a_range_behind_the_end_is_refused_with_the_true_length(server: ObjectServer) -> None:
    status, about, _ = ask(server, path(PLAN), Range="bytes=9-")
    assert (status, about["content-range"]) == (416, "bytes */9")


@pytest.mark.parametrize("asked", ["bytes=4-2", "bytes=-", "bytes=0-1,3-4", "pages=1-2", "bytes=a-b"])
def test_a_range_that_makes_no_sense_is_passed_over(server: ObjectServer, asked: str) -> None:
    assert ask(server, path(PLAN), Range=asked)[0] == 200


@given(size=st.integers(0, 50), first=st.integers(0, 60), last=st.integers(0, 60))
def test_every_range_means_what_slicing_means(size: int, first: int, last: int) -> None:
    content = bytes(range(size))
    try:
        span = asked_span(f"bytes={first}-{last}", size)
    except UnsatisfiableRangeError:
        assert content[first : last + 1] == b""
    else:
        if last < first:
            assert span is None
        else:
            assert span is not None
            assert content[span.start : span.stop] == content[first : last + 1]
            assert span == Span(first, min(last + 1, size))


def test_an_unchanged_object_is_not_sent_again(server: ObjectServer) -> None:
    assert ask(server, path(PLAN), If_None_Match=f'"{name_of(PLAN)}"')[0] == 304


def test_a_part_of_another_object_is_never_glued_on(server: ObjectServer) -> None:
    status, _, body = ask(server, path(PLAN), Range="bytes=4-", If_Range='"another"')
    assert (status, body) == (200, PLAN)


@pytest.mark.parametrize(
    "target",
    [
        f"/loa/1/xa-khac/o/{name_of(PLAN)}",
        f"/loa/1/xa-mau/o/{name_of(PLAN).upper()}",
        f"/loa/1/xa-mau/o/{name_of(PLAN)}/",
        f"/loa/1/xa-mau/o/{name_of(PLAN)}?x",
        f"/loa/1/xa-mau/o/{'1' * 64}",
        f"/loa/1/xa-mau/o/{'0' * 64}",  # known, but its file is gone
        "/loa/1/xa-mau/o/../../../../etc/passwd",
        "/",
    ],
)
def test_what_is_not_there_is_404(server: ObjectServer, target: str) -> None:
    assert ask(server, target)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_objects_can_only_be_read(server: ObjectServer, method: str) -> None:
    status, about, _ = ask(server, path(PLAN), method)
    assert (status, about["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"),
        (b"GET / HTTP/2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", b"400"),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nRange: a\r\nRange: b\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + b"x: y" * 5_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_what_is_no_request_is_refused_and_hung_up_on(
    server: ObjectServer, sent: bytes, status: bytes
) -> None:
    with socket.create_connection(server.address, timeout=5) as line:
        line.sendall(sent)
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 " + status)


def test_one_connection_serves_many_requests(server: ObjectServer) -> None:
    line = http.client.HTTPConnection(*server.address, timeout=5)
    for content in (PLAN, SOUND, PLAN):
        line.request("GET", path(content))
        assert line.getresponse().read() == content
    line.close()


def test_a_download_cut_anywhere_is_resumed_to_the_same_bytes(server: ObjectServer) -> None:
    with Proxy(server.address) as proxy:
        got = b""
        proxy.down.reset_after_bytes = 70_000
        for _ in range(10):
            got += _as_much_as_comes(proxy.address, len(got))
            if len(got) == len(SOUND):
                break
    assert hashlib.sha256(got).hexdigest() == name_of(SOUND)


def _as_much_as_comes(address: tuple[str, int], have: int) -> bytes:
    line = http.client.HTTPConnection(*address, timeout=5)
    got = b""
    try:
        line.request("GET", path(SOUND), headers={"Range": f"bytes={have}-"})
        answer = line.getresponse()
        assert answer.status == 206
        while piece := answer.read(4096):
            got += piece
    except (ConnectionError, http.client.IncompleteRead):
        pass
    finally:
        line.close()
    return got


@pytest.mark.aside
def test_a_hundred_stalled_speakers_do_not_keep_the_next_one_waiting(server: ObjectServer) -> None:
    stalled = []
    for number in range(100):
        line = socket.create_connection(server.address)
        line.sendall(b"GET " if number % 2 else f"GET {path(SOUND)} HTTP/1.1\r\n\r\n".encode())
        stalled.append(line)
    began_s = time.monotonic()
    assert ask(server, path(SOUND))[2] == SOUND
    assert time.monotonic() - began_s < 2
    for line in stalled:
        line.close()


@pytest.mark.slow
def test_five_hundred_speakers_asking_at_once_all_get_it(server: ObjectServer) -> None:
    lines = [socket.create_connection(server.address, timeout=20) for _ in range(500)]
    whole: list[bool] = []

    def fetch(part: list[socket.socket]) -> None:
        for line in part:
            line.sendall(f"GET {path(SOUND)} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        for line in part:
            with line, line.makefile("rb") as stream:
                whole.append(stream.read().endswith(SOUND))

    threads = [threading.Thread(target=fetch, args=(lines[part::4],)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole == [True] * 500


def test_a_file_cut_short_while_it_is_sent_ends_the_download(
    server: ObjectServer, store: dict[str, Path | bytes], tmp_path: Path
) -> None:
    shrinking = tmp_path / "shrinking"
    shrinking.write_bytes(b"x" * 50_000_000)
    store["5" * 64] = shrinking
    line = http.client.HTTPConnection(*server.address, timeout=5)
    line.request("GET", f"/loa/1/xa-mau/o/{'5' * 64}")
    answer = line.getresponse()
    answer.read(1000)
    os.truncate(shrinking, 10_000)
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    line.close()


def test_a_taken_port_is_named(server: ObjectServer) -> None:
    second = ObjectServer("xa-mau", lambda _: None, port=server.address[1])
    with pytest.raises(StationError) as refused:
        second.start()
    assert refused.value.code == "port_taken"
    assert refused.value.facts["port"] == server.address[1]


def test_after_stop_the_port_is_free_and_start_serves_again(server: ObjectServer) -> None:
    server.stop()
    assert not server.alive()
    with pytest.raises(OSError, match="refused"):
        ask(server, path(PLAN))
    server.start()
    assert ask(server, path(PLAN))[2] == PLAN


def test_a_speaker_that_asks_to_join_is_answered_or_refused(store: dict[str, Path | bytes]) -> None:
    asked: list[bytes] = []

    def join(question: bytes) -> bytes | None:
        asked.append(question)
        return b"welcome" if question == b"I am LOA-001" else None

    running = ObjectServer("xa-mau", lambda _name: None, join=join, port=0)
    running.start()
    line = http.client.HTTPConnection(*running.address, timeout=5)
    answers = []
    for question in (b"I am LOA-001", b"guess", b"x" * 1_024):
        line.request("POST", "/loa/1/join", question)
        answer = line.getresponse()
        answers.append((answer.status, answer.read()))
    line.request("POST", "/loa/1/join", b"x" * 1_025)
    assert line.getresponse().status == 400, "nobody has so much to say"
    line.close()
    running.stop()
    assert answers == [(200, b"welcome"), (403, b""), (403, b"")]
    assert [len(each) for each in asked] == [12, 5, 1_024]
