"""Uploads, kind and hostile: what is refused, at what cost, and that nothing outside the file is ever touched."""

import io
import os
import random
import re
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_library import confine
from audio_library.errors import IntakeError, SoundError
from audio_library.ffmpeg import FFmpeg
from audio_library.foreign import Limits, decode
from audio_library.formats import container
from audio_library.intake import IntakeLimits
from audio_library.probe import measure_file
from audio_library.store import SoundStore
from audio_library.studio import Studio
from tests.audio_library.making import made, tags

pytestmark = pytest.mark.slow  # nearly every test here starts a program

SECRET = "the-secret-that-nobody-may-hear"
ELSEWHERE = str(Path(__file__).resolve()).encode()
"""A file that is really there and that no upload may make us read."""


def take_in(studio: Studio, path: Path, limits: IntakeLimits | None = None) -> str:
    return studio.take_in(path, title="a", station="b", limits=limits).sha256


def refusal(studio: Studio, path: Path, limits: IntakeLimits | None = None) -> str:
    with pytest.raises(IntakeError) as caught:
        take_in(studio, path, limits)
    assert list(studio.store) == []
    return caught.value.code


GOOD = {
    "mp3": ("-b:a", "128k"),
    "wav": ("-c:a", "pcm_s24le"),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus", "-f", "ogg"),
    "flac": (),
    "m4a": ("-c:a", "aac"),
    "mp4": ("-c:a", "aac"),
    "webm": ("-c:a", "libopus"),
}


@pytest.mark.slow
@pytest.mark.parametrize("ending", GOOD)
def test_what_people_have_is_taken(
    studio: Studio, store: SoundStore, ffmpeg: FFmpeg, tmp_path: Path, ending: str
) -> None:
    upload = made(ffmpeg, tmp_path / f"song.{ending}", "sine=r=44100:d=2", "-ac", "2", *GOOD[ending])
    hidden = upload.rename(tmp_path / "upload")  # the name tells nothing
    sound = studio.take_in(hidden, title="Bài hát", station="Đài xã")
    assert abs(sound.duration_ms - 2000) < 150
    assert abs(sound.loudness_lufs + 16) <= 0.3
    assert sound.true_peak_dbtp <= -1
    said = tags(ffmpeg, store.path(sound.sha256))
    assert "24000 Hz, mono" in said
    assert "Bài hát" in said
    assert measure_file(ffmpeg, store.path(sound.sha256)).peaks


def test_a_recorded_voice_is_brought_to_the_target(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    upload = made(
        ffmpeg, tmp_path / "voice.webm", "sine=d=3,tremolo=f=4:d=0.9,volume=-25dB", "-c:a", "libopus"
    )
    sound = studio.take_in(upload, title="a", station="b", speech=True)
    assert abs(sound.loudness_lufs + 16) <= 0.3


def test_what_somebody_hid_in_tags_and_pictures_is_gone(
    studio: Studio, store: SoundStore, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    picture = made(ffmpeg, tmp_path / "cover.png", "color=red:s=600x600", "-frames:v", "1")
    upload = tmp_path / "song.mp3"
    plain = made(ffmpeg, tmp_path / "plain.mp3", "sine=d=2")
    words = [
        "-i",
        str(plain),
        "-i",
        str(picture),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-id3v2_version",
        "3",
    ]
    with ffmpeg.running([*words, "-metadata", f"comment={SECRET}", str(upload)]) as running:
        running.finish()
    assert SECRET in tags(ffmpeg, upload)
    said = tags(ffmpeg, store.path(take_in(studio, upload)))
    assert SECRET not in said
    assert "Video" not in said


def _zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.mp3", bytes(100))
    return content.getvalue()


def _avi() -> bytes:
    return (
        b"RIFF" + struct.pack("<I", 400) + b"AVI LIST" + bytes(60) + b"#EXTM3U\nfile://" + ELSEWHERE + b"\n"
    )


UNKNOWN = {
    "HLS": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile://" + ELSEWHERE + b"\n#EXT-X-ENDLIST\n",
    "HLS over the network": b"#EXTM3U\n#EXTINF:10.0,\nhttp://127.0.0.1:PORT/x.ts\n#EXT-X-ENDLIST\n",
    "DASH": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>',
    "SDP": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    "ffconcat": b"ffconcat version 1.0\nfile " + ELSEWHERE + b"\n",
    "playlist in an AVI": _avi(),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:PORT/"/></svg>',
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "zip": _zip(),
    "PDF": b"%PDF-1.7\n",
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "ELF": b"\x7fELF" + bytes(60),
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "IMF": b'<?xml version="1.0"?><CompositionPlaylist/>',
    "RTSP": b"RTSPtext\nrtsp://127.0.0.1:PORT/\n",
    "metadata": b";FFMETADATA1\ntitle=x\n",
    "quicktime reference": struct.pack(">I", 32) + b"ftypqt  " + bytes(20),
    "one byte": b"\xff",
    "zeros": bytes(5000),
    "text": "Kính thưa bà con".encode(),
}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_is_no_sound_is_refused_at_the_door(studio: Studio, tmp_path: Path, kind: str) -> None:
    upload = tmp_path / "song.mp3"
    upload.write_bytes(UNKNOWN[kind])
    assert refusal(studio, upload) == "upload_unknown_format"


def _wav(channels: int = 1, rate: int = 24000, code: int = 1, body: bytes = bytes(4800)) -> bytes:
    block = min(65535, channels * 2)
    form = struct.pack("<HHIIHH", code, channels & 0xFFFF, rate, min(rate * block, 2**32 - 1), block, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(body))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + (struct.pack("<I", len(body)) + body)
    )


HOSTILE = {
    "playlist behind an ID3 tag": b"ID3\x04\0\0\0\0\0\x00" + UNKNOWN["HLS"],
    "playlist behind OggS": b"OggS" + UNKNOWN["HLS"] * 20,
    "65,535 channels": _wav(channels=65535),
    "rate of four thousand million": _wav(rate=2**32 - 1),
    "rate of zero": _wav(rate=0),
    "codec that is none": _wav(code=0x7777),
    "WAV with a video codec's tag": _wav(code=0x4D34),
    "WAV of nothing": b"RIFF\xff\xff\xff\xffWAVE",
    "FLAC of nothing": b"fLaC" + bytes(40),
    "FLAC with a picture of four gigabytes": b"fLaC\x06\xff\xff\xff" + bytes(400),
    "MP3 tag of 256 megabytes": b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(4000),
    "MP3 of one frame header": b"\xff\xfb\x90\x64",
    "MP4 with boxes within boxes": b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0"
    + b"\0\0\xff\xffmoov" * 500,
    "MP4 that refers elsewhere": b"\0\0\0\x20ftypisom\0\0\0\0isommp41\0\0\0\0\0\0\0\0"
    + struct.pack(">I", 15 + len(ELSEWHERE))
    + b"url file://"
    + ELSEWHERE,
    "Matroska of nothing": b"\x1a\x45\xdf\xa3" + bytes(300),
    "Matroska that never ends": b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" * 100,
    "Ogg of nothing": b"OggS\0\x02" + bytes(100),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_only_looks_like_a_sound_is_refused(studio: Studio, tmp_path: Path, kind: str) -> None:
    upload = tmp_path / "song.mp3"
    upload.write_bytes(HOSTILE[kind])
    begun = time.monotonic()
    assert refusal(studio, upload) in {
        "upload_broken",
        "upload_no_audio",
        "upload_too_costly",
        "upload_silent",
    }
    assert time.monotonic() - begun < 20


def test_an_empty_file_is_refused(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert refusal(studio, tmp_path / "empty") == "upload_empty"


def test_a_file_too_large_is_refused_unread(studio: Studio, tmp_path: Path) -> None:
    upload = tmp_path / "large"
    with upload.open("wb") as file:
        file.write(b"ID3")
        file.truncate(300_000_000)
    assert refusal(studio, upload) == "upload_too_large"


def test_a_picture_alone_is_no_sound(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    upload = made(ffmpeg, tmp_path / "film.mp4", "testsrc=d=1:s=64x64", "-c:v", "libx264")
    assert refusal(studio, upload) == "upload_no_audio"


def test_silence_is_refused(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    assert refusal(studio, made(ffmpeg, tmp_path / "quiet.wav", "anullsrc", "-t", "3")) == "upload_silent"


def test_too_long_is_refused_and_never_cut_off(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    limits = IntakeLimits(decoding=Limits(sound_s=5))
    upload = made(ffmpeg, tmp_path / "long.mp3", "sine=d=5.4")
    assert refusal(studio, upload, limits) == "upload_too_long"
    exact = made(ffmpeg, tmp_path / "exact.wav", "sine=d=5")
    assert take_in(studio, exact, limits)


def test_more_processor_or_disk_than_allowed_is_refused(
    studio: Studio, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    upload = made(ffmpeg, tmp_path / "a.flac", "anoisesrc=d=60")
    for limits in (Limits(disk_bytes=100_000), Limits(memory_bytes=150_000_000), Limits(wait_s=0)):
        assert refusal(studio, upload, IntakeLimits(decoding=limits)) == "upload_too_costly"


@pytest.mark.slow
def test_a_day_of_flac_is_refused_within_its_limits(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    hour = made(ffmpeg, tmp_path / "hour.flac", "anullsrc=r=8000:cl=mono", "-t", "3600")
    upload = tmp_path / "day.flac"
    with ffmpeg.running(["-stream_loop", "23", "-i", str(hour), "-c", "copy", str(upload)]) as running:
        running.finish()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refusal(studio, upload) in {"upload_too_long", "upload_too_costly"}
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 60


@pytest.mark.parametrize(
    "name", ["../../x", "-i", "a\nb", "x" * 200 + ".mp3", "\u202e3pm.exe", "%n%s", "http:x", "a|b:c"]
)
def test_whatever_a_file_is_called_it_is_a_file(
    studio: Studio, ffmpeg: FFmpeg, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "in" / "deep" / "er"
    folder.mkdir(parents=True)
    upload = made(ffmpeg, tmp_path / "plain.wav", "sine=d=1").rename(folder / name)
    sha256 = take_in(studio, upload)
    assert studio.store.path(sha256).name == sha256


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on this machine, as a server that a hostile file would call."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                calls.append(str(address))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        done.set()
        thread.join()


@pytest.mark.slow
def test_no_file_makes_us_call_anybody_or_read_anything_else(
    studio: Studio, ffmpeg: FFmpeg, tmp_path: Path, listener: tuple[int, list[str]]
) -> None:
    """Past the door, on purpose: even a playlist that is handed to the decoder reads no other file, calls nobody."""
    port, calls = listener
    secret = tmp_path / "secret.wav"
    made(ffmpeg, secret, "sine=d=1")
    refusals: list[str] = []
    for form in ("mp3", "mov"):
        for kind, content in (UNKNOWN | HOSTILE).items():
            upload = tmp_path / "upload"
            body = content.replace(b"PORT", str(port).encode()).replace(ELSEWHERE, str(secret).encode())
            upload.write_bytes(body)
            if form != "mp3" and kind not in HOSTILE:
                continue
            try:
                with decode(ffmpeg, upload, form, tmp_path, Limits(cpu_s=10, wait_s=20)) as samples:
                    assert len(samples.read()) < 20_000, (form, kind)
            except SoundError as error:
                refusals.append(str(error))
    assert calls == []
    assert len(refusals) > 30


def test_behind_bars_there_is_no_network(listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    words = [sys.executable, "-I", "-S", confine.__file__, "10", str(1 << 30), "1000000"]
    connect = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
    asking = (
        f"import ctypes; raise SystemExit(ctypes.CDLL(None).unshare({confine.NEW_USER | confine.NEW_NET}))"
    )
    kernel_allows = subprocess.run([sys.executable, "-c", asking], check=False).returncode == 0
    done = subprocess.run([*words, sys.executable, "-c", connect], capture_output=True, check=False)
    assert (done.returncode != 0) == kernel_allows
    assert bool(calls) != kernel_allows


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "signal_name"),
    [
        ("while True: pass", "SIGXCPU|SIGKILL"),
        ("bytearray(1 << 31)", "MemoryError"),
        ("write", "File too large|SIGXFSZ"),
    ],
)
def test_bars_hold(tmp_path: Path, script: str, signal_name: str) -> None:
    script = f"open({str(tmp_path / 'x')!r}, 'wb').write(bytes(2_000_000))" if script == "write" else script
    words = [
        sys.executable,
        "-I",
        "-S",
        confine.__file__,
        "1",
        str(1 << 28),
        "1000000",
        sys.executable,
        "-c",
        script,
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    names = {-24: "SIGXCPU", -9: "SIGKILL", -25: "SIGXFSZ"}
    assert re.search(signal_name, done.stderr + names.get(done.returncode, ""))


@given(head=st.binary(max_size=32))
def test_any_first_bytes_are_named_or_not(head: bytes) -> None:
    assert container(head) in {None, "mp3", "wav", "ogg", "flac", "mov", "matroska"}


@pytest.mark.slow
def test_spoilt_files_are_taken_or_refused_but_never_a_fault(
    studio: Studio, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    """Flip bytes of good files: the answer is a sound or an IntakeError, whatever the bytes."""
    chance, codes = random.Random(7), set[str]()
    for ending in ("mp3", "ogg", "m4a", "flac", "webm", "wav"):
        good = made(ffmpeg, tmp_path / f"good.{ending}", "sine=d=1", *GOOD[ending]).read_bytes()
        for _ in range(4):
            spoilt = bytearray(good)
            for _ in range(chance.choice([1, 20, 500])):
                spoilt[chance.randrange(12, len(spoilt))] = chance.randrange(256)
            upload = tmp_path / "spoilt"
            upload.write_bytes(spoilt[: chance.randrange(len(spoilt) // 2, len(spoilt))])
            try:
                codes.add(take_in(studio, upload))
            except IntakeError as error:
                codes.add(error.code)
    assert len(codes) > 2
    assert not any(os.scandir(studio.store.path(next(iter(studio.store))).parents[1] / "drafts"))
