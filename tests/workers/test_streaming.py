"""A source on its way: asked for once, evened out, signed, served, and heard by a speaker's own player."""

import queue
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from audio_library import sounds
from broadcaster.adapters.clock import SystemClock
from broadcaster.adapters.object_server import ObjectServer
from broadcaster.adapters.stream_source import read_stream
from broadcaster.bootstrap import Station
from broadcaster.domain.people import Person, Role
from broadcaster.domain.relay_station import RelayStation, add_station
from broadcaster.domain.stream import StreamState, StreamWatch, stream_name
from broadcaster.domain.types import sha256, sha256_of
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.keyring import Keyring, TrustedKey
from broadcaster.protocol.messages import spell
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role as KeyRole
from broadcaster.protocol.scope import Scope
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.stream import Segment, block
from broadcaster.speaker.download import Source
from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
from broadcaster.speaker.following import Ways
from broadcaster.speaker.pcm import Decoder
from broadcaster.speaker.sinks import WavSink
from broadcaster.speaker.sound import SoundPlayer
from broadcaster.workers import outbound
from broadcaster.workers.stream_job import Patience, StreamJob
from tests.factories import NOW
from tests.radio import Radio, radio
from tests.workers.wire import SITE

pytestmark = [pytest.mark.aside, pytest.mark.slow]
ADMIN = Person("a", SITE, "quan-tri", "Quản trị", Role.ADMINISTRATOR, None, "", NOW)
HASTY = Patience(silence_s=1.5, waits_s=(0.2,))
STAND_IN = "stand-in"


@pytest.fixture
def database(sqlite_copy: Callable[[str], str]) -> str:
    """Sound does not depend on the database: one is enough."""
    return sqlite_copy("commune")


@pytest.fixture(scope="module")
def other() -> Iterator[Radio]:
    with radio() as running:
        yield running


@pytest.fixture
def on_air(station: Station) -> Station:
    """A station whose clock is that of the machine: sound needs real time."""
    station.clock = SystemClock()
    return station


def relay(url: str) -> RelayStation:
    return add_station(
        name="VOV1",
        url=url,
        more_hosts=(),
        fallback=sha256("x"),
        fallback_title="x",
        fallback_ms=1,
        by=ADMIN,
        now=NOW,
    )


@contextmanager
def pulled(station: Station, url: str) -> Iterator[StreamJob]:
    now = station.clock.now()
    watch = StreamWatch("w", SITE, url, "VOV1", now, now + timedelta(minutes=2))
    job = StreamJob(station, watch, lambda wanted: read_stream(relay(url), is_wanted=wanted), patience=HASTY)
    try:
        yield job
    finally:
        job.stop()
        job.join(5.0)


class Pole:
    """A real player that listens to the station's port, and writes down what it sounds."""

    def __init__(self, station: Station, folder: Path, http: str) -> None:
        key = TrustedKey(station.signer.public(KeyRole.ORDER), KeyRole.ORDER)
        self._ring, self._folder = Keyring([key]), folder
        self.told: queue.SimpleQueue[Began | Ended | Over] = queue.SimpleQueue()
        (folder / STAND_IN).write_bytes(sounds.CHIME.read_bytes())
        decoder = Decoder(self, imageio_ffmpeg.get_ffmpeg_exe())
        ways = Ways(Source(http).stream, self.check)
        self.player = SoundPlayer(
            decoder, lambda _name: WavSink(folder / "heard.wav"), self.told.put, ways=ways
        )

    def path(self, sha256: str) -> Path:
        return self._folder / sha256

    def check(self, envelope: bytes) -> tuple[Segment, float]:
        message = open_envelope(envelope, self._ring, site=SITE, device="LOA-1").message
        if not isinstance(message, Segment):
            raise Refused(Code.ROLE, "no sound")
        return message, message.at_ms / 1_000 - time.time() + time.monotonic()

    def play(self, url: str, *, after_s: float, seconds: float) -> tuple[Ended, np.ndarray]:
        """Play a stream, and return how it ended with the level of every tenth of a second."""
        path = outbound.stream_path(SITE, stream_name(url))
        self.player.play(Play("b", (Turn(0, STAND_IN, time.monotonic() + after_s, seconds, stream=path),)))
        self.player.permit("b", 0)
        facts = [self.told.get(timeout=after_s + seconds + 5) for _ in range(3)]
        self.player.close()
        assert isinstance(facts[1], Ended)
        with wave.open(str(self._folder / "heard.wav")) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(float)
        tenths = samples[: len(samples) // 2_400 * 2_400].reshape(-1, 2_400)
        return facts[1], np.sqrt((tenths**2).mean(axis=1))


@pytest.fixture
def pole(on_air: Station, tmp_path: Path) -> Iterator[Pole]:
    server = ObjectServer(SITE, lambda _sha: None, streams=on_air.streams, port=0)
    server.start()
    (tmp_path / "pole").mkdir()
    host, port = server.address
    try:
        yield Pole(on_air, tmp_path / "pole", f"http://{host}:{port}")
    finally:
        server.stop()


def eventually(is_so: Callable[[], bool], *, within_s: float = 12.0) -> None:
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_relayed_stream_sounds_even_and_whole(on_air: Station, pole: Pole, other: Radio) -> None:
    with pulled(on_air, other.url) as job:
        ended, levels = pole.play(other.url, after_s=11, seconds=4)
    assert (ended.whole, ended.fault) == (True, "")
    assert ended.streamed_s > 3.8
    loud = levels[2:38]
    assert loud.min() > 0.5 * loud.max() > 1_000  # a tone: evened out, and nowhere a hole
    assert job.watch.state is StreamState.ENDED
    assert job.watch.sent_ms > 3_000


def test_a_source_that_breaks_off_is_replaced_and_asked_again(
    on_air: Station, pole: Pole, other: Radio
) -> None:
    before = other.asked.count("/cut")
    with pulled(on_air, other.at("/cut")) as job:
        ended, levels = pole.play(other.at("/stall"), after_s=0.5, seconds=5)  # nobody makes that one
        eventually(lambda: job.watch.losses >= 2)
    assert other.asked.count("/cut") - before >= 2
    assert ended.whole
    assert ended.streamed_s == 0.0
    assert levels[:25].max() < 1  # three seconds of nothing
    assert levels[32:45].max() > 300  # then what stands in


def test_a_source_that_says_nothing_goes_out_no_more(on_air: Station, other: Radio) -> None:
    with pulled(on_air, other.at("/silent")) as job:
        eventually(lambda: job.watch.state is StreamState.SILENT)
        sent_ms = job.watch.sent_ms
        time.sleep(1.0)
        assert job.watch.sent_ms - sent_ms <= 5_000  # what was on its way
    assert job.watch.level_db < -50


def test_a_source_that_never_stops_is_not_let_run_ahead(on_air: Station, other: Radio) -> None:
    with pulled(on_air, other.at("/endless")) as job:
        eventually(lambda: job.watch.sent_ms >= 8_000)
        time.sleep(1.0)
        assert job.watch.sent_ms < 14_000


def test_a_source_that_nobody_comes_to_stop_ends_when_its_time_is_over(on_air: Station, other: Radio) -> None:
    now = on_air.clock.now()
    watch = StreamWatch("w", SITE, other.url, "VOV1", now, now + timedelta(seconds=1))
    job = StreamJob(on_air, watch, lambda wanted: read_stream(relay(other.url), is_wanted=wanted))
    eventually(lambda: not job.is_alive)
    assert job.watch.state is StreamState.ENDED


def test_who_leads_elsewhere_is_not_followed_and_that_is_said(on_air: Station, other: Radio) -> None:
    with pulled(on_air, other.at("/away")) as job:
        eventually(lambda: job.watch.losses >= 1)
        assert job.watch.state is StreamState.LOST
        assert job.watch.note == "host_forbidden evil.example"


def test_live_speech_ends_where_its_speaker_ended_it(on_air: Station, pole: Pole) -> None:
    talk_id, rate = "ab" * 10, 16_000
    tone = (8_000 * np.sin(np.arange(rate // 2) * 2 * np.pi * 440 / rate)).astype(np.int16).tobytes()
    now = on_air.clock.now()
    watch = StreamWatch("w", SITE, f"live:{talk_id}", "Nói", now, now + timedelta(minutes=2))
    job = StreamJob(
        on_air,
        watch,
        lambda wanted: on_air.microphones.pieces(talk_id, is_wanted=wanted),
        raw_rate_hz=rate,
    )

    def speak() -> None:
        for number in range(16):
            on_air.microphones.put(talk_id, number, tone)
            time.sleep(0.5)
        job.stop()

    speaking = threading.Thread(target=speak)
    speaking.start()
    ended, levels = pole.play(watch.address, after_s=9.5, seconds=60)
    speaking.join()
    job.join(5.0)
    assert ended.whole
    assert 3.0 < ended.played_s < 12.0  # and not the minute that was allowed
    assert ended.streamed_s > 0.9 * ended.played_s - 1.0
    assert levels[5:25].min() > 500
    recorded = b"".join(on_air.streams.sounds(stream_name(watch.address)))
    assert 6.0 < len(recorded) / 8_000 <= 8.5


def test_a_forged_segment_is_not_heard(on_air: Station, pole: Pole, other: Radio) -> None:
    name = stream_name(other.url)
    sound = sounds.CHIME.read_bytes()[:7_680]
    now_ms = int(time.time() * 1_000)
    scope = Scope(SITE, ("*",), on_air.epoch, now_ms // 1_000, now_ms // 1_000 + 60)
    for nth in range(12):
        at_ms = now_ms + 1_500 + nth * 960
        segment = Segment(scope, name, at_ms, len(sound), sha256_of(sound))
        on_air.streams.put(name, at_ms, block(seal(spell(segment), Ed25519Key(b"t" * 32)), sound))
    ended, levels = pole.play(other.url, after_s=1.5, seconds=2.5)
    assert ended.streamed_s == 0.0
    assert ended.fault == Code.UNKNOWN_KEY.value
    assert levels.max() < 1
