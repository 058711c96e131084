"""Be a loudspeaker: hold the signed plan, fetch its sounds, play each on time and once, and report.

On a Raspberry Pi (or any small Linux computer with a sound card), from a copy of this project:

    sudo apt-get install python3-venv mpv          # mpv (or ffmpeg with aplay) makes the sound
    python3 -m venv ~/loa && . ~/loa/bin/activate
    pip install --require-hashes -r requirements/speaker.txt
    pip install --no-deps .
    broadcaster speaker --state ~/loa-state --broker station:8883 --tls-ca ca.pem --http https://station:8081

The state folder holds who the speaker is (identity.json, device.key), its journal, and its sounds. Have
systemd start it with `Restart=always`: whatever happens, it continues from its journal, and nothing plays
twice.

With --simulate the folder holds many state folders, and each becomes a speaker of this one process.
"""

import argparse
import ssl
import sys
from pathlib import Path

from broadcaster.cli.told_to_end import ToldToEnd
from broadcaster.mqtt import MQTT_VERSIONS
from broadcaster.speaker.ear import EarLog
from broadcaster.speaker.identity import Ways, lives_in, load_ways
from broadcaster.speaker.players import MakePlayer, listened_at, silent, sound_card, sounding, wav_sink
from broadcaster.speaker.simulator import Broker, Speakers, end_with_parent, state_folders


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be asked for."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--state", type=Path, metavar="DIR", help="the state folder of this speaker")
    who.add_argument(
        "--simulate", type=Path, metavar="DIR", help="a folder of state folders, one speaker each"
    )
    parser.add_argument(
        "--broker",
        metavar="HOST:PORT",
        help="where the MQTT broker listens, unless the speaker was told when it joined",
    )
    parser.add_argument(
        "--http", metavar="URL", help="where plans and sounds are fetched, unless it was told"
    )
    parser.add_argument(
        "--tls-ca", type=Path, metavar="FILE", help="with --broker: the site's authority; without it, no TLS"
    )
    parser.add_argument(
        "--mqtt", choices=("3.1.1", "5"), default="3.1.1", help="the version of MQTT (default 3.1.1)"
    )
    parser.add_argument(
        "--reconnect-within",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="the longest pause between two attempts to reach the broker (default 30)",
    )
    parser.add_argument(
        "--player", choices=("ear", "null", "real"), default="real", help="what makes the sound"
    )
    parser.add_argument(
        "--ear-log", type=Path, metavar="FILE", help="where --player ear writes what it heard"
    )
    parser.add_argument(
        "--wav", type=Path, metavar="DIR", help="with --player ear: keep each order as a WAV file"
    )
    parser.add_argument("--ffmpeg", metavar="FILE", help="the ffmpeg program, where it is not on PATH")
    parser.add_argument(
        "--end-with-parent", type=int, metavar="PID", help="end when the process that started this one ends"
    )


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    if args.end_with_parent:
        end_with_parent(args.end_with_parent)
    folders = [args.state] if args.state else state_folders(args.simulate)
    if not folders or not lives_in(folders[0]):
        print(f"no speaker lives in {args.state or args.simulate}: it has no identity.json", file=sys.stderr)
        return 2
    try:
        ways = _ways(args, folders[0])
        speakers = Speakers(
            folders, broker=_broker(args, ways), http=ways.http, player=_player(args), tls=_tls(ways)
        )
    except (ValueError, OSError) as error:
        print(f"cannot begin: {error}", file=sys.stderr)
        return 2
    ended = ToldToEnd()
    sys.setswitchinterval(0.001)  # the metronome waits this long at most for another thread
    speakers.start()
    print(f"{len(folders)} speaker(s) listening to {ways.broker}", flush=True)
    while speakers.alive and not ended.wait(1.0):
        pass
    crashed = not speakers.alive
    speakers.stop()
    return 1 if crashed else 0


def _ways(args: argparse.Namespace, folder: Path) -> Ways:
    """Return how the station is reached: as the command line says, else as the speaker was told when it joined."""
    if args.broker and args.http:
        ca = args.tls_ca.read_text(encoding="ascii") if args.tls_ca else ""
        return Ways(args.broker, bool(ca), args.http, ca)
    ways = load_ways(folder)
    if ways is None:
        raise ValueError(f"nobody told {folder.name} where its station is: name --broker and --http")
    return ways


def _tls(ways: Ways) -> ssl.SSLContext | None:
    """Return how certificates are checked, None where nothing of the station speaks TLS."""
    if not (ways.tls or ways.http.startswith("https:")):
        return None
    return ssl.create_default_context(cadata=ways.ca or None)


def _broker(args: argparse.Namespace, ways: Ways) -> Broker:
    host, _, port = ways.broker.rpartition(":")
    return Broker(
        host, int(port), _tls(ways) if ways.tls else None, args.reconnect_within, MQTT_VERSIONS[args.mqtt]
    )


def _player(args: argparse.Namespace) -> MakePlayer:
    if args.player == "null":
        return silent
    if args.player == "real":
        return sounding(sound_card(), args.ffmpeg)
    log = EarLog(args.ear_log or (args.state or args.simulate) / "ear.log")
    return listened_at(log, sounding(wav_sink(args.wav), args.ffmpeg) if args.wav else silent)
