"""Write the complete configuration of an MQTT broker with TLS, for this station and its speakers.

    broadcaster broker-config mosquitto --folder for-the-broker
    broadcaster broker-config emqx --certificate /etc/ssl/loa.crt --key /etc/ssl/loa.key

The station comes with a broker of its own; another one is for a machine of its own, or for more speakers than one
machine should hold. The files say how to install them. They hold names, rights and hashes of secrets, never a
secret of a speaker; they are made from the speakers that have joined, so write them anew after a change. Where
`broadcaster certs` has made a certificate, it and its key are put beside.
Mosquitto's files are tried out in this project's tests, with TLS; EMQX's follow its manual of version 5.8.
"""

import argparse
import os
import sys
from pathlib import Path, PurePosixPath

from broadcaster.adapters import server_broker_files, site_certificates
from broadcaster.adapters.broker_access import BrokerAccess
from broadcaster.bootstrap import CERTIFICATES, build
from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.settings import SettingsError, from_environment

_WRITERS = {"mosquitto": server_broker_files.mosquitto, "emqx": server_broker_files.emqx}
_HOMES = {"mosquitto": "/etc/mosquitto/loa-thon", "emqx": "/etc/emqx/loa-thon"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument("broker", choices=sorted(_WRITERS), help="which broker")
    parser.add_argument(
        "--folder", type=Path, help="where to write the files (default: broker-config-BROKER, here)"
    )
    parser.add_argument("--installed", type=PurePosixPath, help="where they will lie on the broker's machine")
    parser.add_argument(
        "--certificate",
        type=PurePosixPath,
        help="the broker's certificate there (default: server.crt beside)",
    )
    parser.add_argument(
        "--key", type=PurePosixPath, help="the certificate's key there (default: server.key beside)"
    )
    parser.add_argument("--port", type=int, default=8883, help="the speakers' port, with TLS (default: 8883)")
    parser.add_argument(
        "--loopback-port",
        type=int,
        default=18830,
        help="a port without TLS for a station on the same machine; 0 for none (default: 18830)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the files and say where they are."""
    try:
        access = _access()
    except (StationError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    folder = args.folder or Path(f"broker-config-{args.broker}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in _WRITERS[args.broker](access, _place(args)).items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        print(path)
    if not args.certificate:
        _copy_certificate(folder)
    print(f"{len(access.devices)} speakers may connect. How to install: the first lines of the .conf file.")
    return 0


def _copy_certificate(folder: Path) -> None:
    """Put the certificate of `broadcaster certs` beside, where there is one."""
    made = from_environment(os.environ).path(CERTIFICATES)
    for name in (site_certificates.CERTIFICATE, site_certificates.KEY):
        if (made / name).exists():
            path = folder / name
            path.touch(mode=0o600)
            path.write_bytes((made / name).read_bytes())
            print(path)


def _place(args: argparse.Namespace) -> server_broker_files.Place:
    home = args.installed or PurePosixPath(_HOMES[args.broker])
    return server_broker_files.Place(
        folder=home,
        certificate=args.certificate or home / "server.crt",
        key=args.key or home / "server.key",
        port=args.port,
        loopback_port=args.loopback_port,
    )


def _access() -> BrokerAccess:
    from broadcaster.workers.doorkeeper import broker_access  # with it comes the whole station

    station = build(from_environment(os.environ))
    try:
        return broker_access(station)
    finally:
        station.close()
