"""Turn a text file into a broadcast-ready sound file: spoken form, voice, tunes, loudness, MP3, WAV or Opus.

    broadcaster render bulletin.txt --out bulletin.mp3
    echo "Kính mời bà con họp thôn lúc mười chín giờ." | broadcaster render - --out meeting.mp3

What is left to choose or check in the text is told on standard error, with the voice that really spoke. Exit
codes: 0 done, 1 the sound could not be made, 2 wrong usage, 3 nothing to say, 4 the disk is full, 130 stopped.
"""  # fmt: skip

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from audio_library import sounds
from audio_library.errors import SoundError
from audio_library.ffmpeg import FFmpeg
from audio_library.graph import ENCODERS
from audio_library.recording import Recording
from audio_library.speech.catalogue import VoiceSettings, catalogue
from audio_library.spoken import Region, read
from audio_library.store import SoundStore
from audio_library.studio import OUR_TUNES, Studio, Tunes

_LARGEST_TEXT = 2_000_000
_BAR = 30
_DOING = {"speaking": "đang đọc", "mixing": "đang trộn", "kept": "xong"}
_TOLD = {
    "nothing_to_say": "văn bản không có gì để đọc / there is nothing to say in this text",
    "no_voice": "không giọng đọc nào đọc được / no voice could read it",
    "silent_sound": "âm thanh chỉ có im lặng / the result is silent",
    "store_full": "ổ đĩa đã đầy / the disk is full",
    "ffmpeg_missing": "không tìm thấy ffmpeg / no ffmpeg was found",
    "ffmpeg_failed": "ffmpeg báo lỗi / ffmpeg failed",
}
_CODES = {"nothing_to_say": 3, "store_full": 4}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be asked."""
    parser.add_argument("text", metavar="TEXTFILE", help='a UTF-8 text file, or "-" for standard input')
    parser.add_argument(
        "--out", type=Path, required=True, help="the file to write; .mp3, .wav or .opus decides the form"
    )
    parser.add_argument(
        "--voice", choices=["gtts", "espeak"], help="ask this voice (offline stays behind it)"
    )
    parser.add_argument(
        "--region", choices=["north", "central", "south"], default="north", help="accent and words"
    )
    parser.add_argument("--title", help="title in the file's tags (the file's name unless given)")
    parser.add_argument("--station", default="Loa Thôn", help="station in the file's tags")
    parser.add_argument(
        "--no-tune", action="store_true", help="only the speech, without signature and end tune"
    )
    parser.add_argument("--bed", action="store_true", help="soft music under the speech")
    parser.add_argument("--horns", action="store_true", help="shape the voice for horn loudspeakers")
    parser.add_argument("--ffmpeg", help="another ffmpeg program than the one that is installed with this")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(args: argparse.Namespace) -> int:
    """Render one file."""
    try:
        recording = _render(args, _checked_text(args))
    except (ValueError, OSError) as error:
        return _refuse(str(error), 2)
    except SoundError as error:
        return _refuse(f"{_TOLD.get(error.code, error.code)} [{error}]", _CODES.get(error.code, 1))
    except KeyboardInterrupt:
        return _refuse("dừng theo yêu cầu / stopped", 130)
    print(_summary(args.out, recording), file=sys.stderr)
    return 0


def _checked_text(args: argparse.Namespace) -> str:
    if args.out.suffix.lstrip(".") not in ENCODERS:
        raise ValueError(f"--out {args.out}: .mp3, .wav, .opus")
    if not args.out.parent.is_dir():
        raise ValueError(f"--out {args.out}: không có thư mục này / no such folder")
    text = _text(args.text)
    if len(text) > _LARGEST_TEXT:
        raise ValueError(f"{args.text}: hơn / more than {_LARGEST_TEXT} ký tự / characters")
    return text


def _text(name: str) -> str:
    return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")


def _render(args: argparse.Namespace, text: str) -> Recording:
    with tempfile.TemporaryDirectory(dir=args.out.parent, prefix=".render-") as folder:
        store = SoundStore(Path(folder) / "store")
        ffmpeg = FFmpeg.find(args.ffmpeg)
        studio = Studio(store, catalogue(VoiceSettings(), ffmpeg), Path(folder) / "cache", ffmpeg)
        recording = studio.prepare(
            _spoken(text, args.region),
            title=args.title or (args.out.stem if args.text == "-" else Path(args.text).stem),
            station=args.station,
            voice=args.voice,
            region=args.region,
            tunes=_tunes(args),
            horns=args.horns,
            form=args.out.suffix.lstrip("."),
            progress=_silent if args.quiet else _bar,
        )
        shutil.move(store.path(recording.sha256), args.out)
    return recording


def _tunes(args: argparse.Namespace) -> Tunes:
    around = Tunes() if args.no_tune else OUR_TUNES
    return replace(around, bed=sounds.BED) if args.bed else around


def _spoken(text: str, accent: str) -> str:
    """Return the words to say, after telling on standard error which of them somebody should look at."""
    form = read(text, region=Region.SOUTH if accent == "south" else Region.NORTH)
    for mark in form.asks:
        print(f"? {mark.written!r} → {mark.spoken!r} ({mark.rule})", file=sys.stderr)
    return form.text


def _silent(_fraction: float, _what: str) -> None:
    """Show nothing."""


def _bar(fraction: float, what: str) -> None:
    full = int(_BAR * fraction)
    line = f"\r[{'█' * full}{'·' * (_BAR - full)}] {fraction:4.0%} {_DOING[what]:<10}"
    print(line, end="\n" if what == "kept" else "", file=sys.stderr, flush=True)


def _summary(out: Path, made: Recording) -> str:
    sound = f"{made.duration_ms / 1000:.1f} s, {made.loudness_lufs:.1f} LUFS, {made.true_peak_dbtp:.1f} dBTP"
    spoken = f"{made.bytes} bytes, {made.voice} ({made.engine}), sha256 {made.sha256}"
    return "\n".join([*made.fell_back, f"{out}: {sound}, {spoken}"])


def _refuse(sentence: str, code: int) -> int:
    print(f"broadcaster render: {sentence}", file=sys.stderr)
    return code
