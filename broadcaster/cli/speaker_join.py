"""Have this loudspeaker join a station, with the claim code that the page *Cụm loa* shows.

    broadcaster speaker-join --state ~/loa-state --http https://station:8081 --tls-ca ca.pem MK-0301 ABCDE-FGHIJ

The speaker makes its key, proves that it knows the code, and is told who it is and how it reaches its station; all that
goes into the state folder. Then it says six digits aloud. Type them in on the page: only then is it let in. After that
`broadcaster speaker --state ~/loa-state` is all it needs.
"""

import argparse
import ssl
import sys
from pathlib import Path

from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.refusals import Refused
from broadcaster.speaker import digits
from broadcaster.speaker.joining import join
from broadcaster.speaker.sinks import ProgramSink, sound_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be asked for."""
    parser.add_argument("device", help="the speaker's id, as the page shows it")
    parser.add_argument("code", help="the claim code: ten letters and digits, good for a quarter of an hour")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="where this speaker lives")
    parser.add_argument("--http", required=True, metavar="URL", help="the station's address for speakers")
    parser.add_argument(
        "--tls-ca", type=Path, metavar="FILE", help="the site's authority, where it has its own"
    )
    parser.add_argument("--in-clear", action="store_true", help="without TLS: on a workbench only")
    parser.add_argument(
        "--times", type=int, default=3, help="how often the digits are said (default 3; 0: only printed)"
    )
    parser.add_argument("--ffmpeg", metavar="FILE", help="the ffmpeg program, where it is not on PATH")


def run(args: argparse.Namespace) -> int:
    """Join, and say the digits."""
    try:
        tls = ssl.create_default_context(cafile=str(args.tls_ca)) if args.tls_ca else None
        told = join(args.state, args.http, args.device, args.code, tls=tls, in_clear=args.in_clear)
    except (ValueError, OSError, DeliveryError, Refused) as trouble:
        print(f"did not join: {trouble}", file=sys.stderr)
        return 1
    print(f"{told[:3]} {told[3:]}", flush=True)
    try:
        for _ in range(args.times):
            digits.say(told, ProgramSink(sound_command()), args.ffmpeg)
    except OSError as trouble:
        print(f"the digits could not be said aloud: {trouble}", file=sys.stderr)
        return 3
    return 0
