"""Another station is asked at allowed hosts only; whatever it does, nothing but its bytes comes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.adapters.stream_source import read_stream
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.people import Person, Role
from broadcaster.domain.relay_station import RelayStation, add_station, host_of
from broadcaster.domain.types import sha256
from tests.factories import NOW
from tests.radio import Radio, radio

ADMIN = Person("a", "mau", "quan-tri", "Quản trị", Role.ADMINISTRATOR, None, "", NOW)


@pytest.fixture(scope="module")
def other() -> Iterator[Radio]:
    with radio() as running:
        yield running


def station(url: str, *hosts: str) -> RelayStation:
    return add_station(
        name="VOV1",
        url=url,
        more_hosts=hosts,
        fallback=sha256("sound"),
        fallback_title="Nhạc chờ",
        fallback_ms=60_000,
        by=ADMIN,
        now=NOW,
    )


def heard(url: str, *hosts: str, most: int = 40_000) -> bytes:
    """Listen until so many bytes came, or it ends."""
    got = bytearray()

    def is_wanted() -> bool:
        return len(got) < most

    for piece in read_stream(station(url, *hosts), is_wanted=is_wanted):
        got.extend(piece)
    return bytes(got)


@pytest.mark.parametrize("path", ["/endless", "/list.m3u8"])
def test_streams_and_playlists_are_read(other: Radio, path: str) -> None:
    got = heard(other.at(path), most=20_000)
    assert len(got) >= 20_000


def test_a_redirect_is_followed_to_an_allowed_host(other: Radio) -> None:
    assert heard(other.at("/moved"), most=2_000)


@pytest.mark.parametrize("path", ["/away", "/far.m3u8"])
def test_a_host_that_is_not_allowed_is_never_asked(other: Radio, path: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        heard(other.at(path))
    assert refused.value.permanent
    assert other.asked[-1] == path


def test_nobody_sends_the_station_to_its_own_disk(other: Radio) -> None:
    with pytest.raises(DeliveryError, match="file"):
        heard(other.at("/disk"))


def test_one_may_be_named_beside_its_own() -> None:
    assert station("https://VOV.vn/1", "CDN.vov.vn ", "").hosts == {"vov.vn", "cdn.vov.vn"}


def test_what_does_not_answer_may_answer_later(other: Radio) -> None:
    with pytest.raises(DeliveryError) as refused:
        heard(other.at("/none"))
    assert not refused.value.permanent


def test_who_wants_no_more_hears_no_more(other: Radio) -> None:
    wanted = iter((True, True, True, False))
    pieces = list(read_stream(station(other.url), is_wanted=lambda: next(wanted)))
    assert len(pieces) == 3
    assert all(pieces)


@pytest.mark.parametrize(
    "url",
    [
        Path(__file__).as_uri(),
        "ftp://a/b",
        "http://",
        "http://u:p@a/b",
        "http://a:x/b",
        "https://a/" + "b" * 400,
    ],
)
def test_what_is_no_address_of_a_stream(url: str) -> None:
    with pytest.raises(StationError, match="stream_address"):
        host_of(url)
