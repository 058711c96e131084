"""Make this site's own certificate authority and a server certificate: TLS for communes that have none.

    broadcaster certs loa.xa-mau.vn 192.168.1.10

names what speakers call the station's machine (and the broker's, where that is another one). Run again, it renews the
server certificate under the same authority; the authority itself stays, for every speaker carries it. Move `ca.key`
to a safe place and bring it back to renew.
"""

import argparse
import os
import sys

from broadcaster.adapters import site_certificates
from broadcaster.adapters.clock import SystemClock
from broadcaster.bootstrap import CERTIFICATES, KEYS_FOLDER, SITE
from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.settings import Settings, SettingsError, from_environment

_NEXT = """\
{folder}: ca.crt (for speakers), server.crt and server.key (for this station and its broker), until {until:%Y-%m-%d}.
Set for the station:

    LOA_CA={folder}/ca.crt
    LOA_CERTIFICATE={folder}/server.crt
    LOA_CERTIFICATE_KEY={folder}/server.key
    LOA_OBJECTS_HOST=0.0.0.0
    LOA_OBJECTS_URL=https://{name}:{objects}
    LOA_MQTT_REACH={name}:{mqtt}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument(
        "names", nargs="+", metavar="NAME", help="names and addresses of the station's machine"
    )


def run(args: argparse.Namespace) -> int:
    """Make them and say what to set."""
    try:
        settings = from_environment(os.environ)
        folder = settings.path(CERTIFICATES).resolve()
        site_certificates.make(folder, _site(settings), args.names, now=SystemClock().now())
    except (StationError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    except (ValueError, OSError) as trouble:
        print(f"no certificate was made: {trouble}", file=sys.stderr)
        return 1
    until = site_certificates.expires_at(folder / site_certificates.CERTIFICATE)
    name, ports = args.names[0], (settings.objects_port, settings.mqtt_tls_port)
    print(_NEXT.format(folder=folder, until=until, name=name, objects=ports[0], mqtt=ports[1]), end="")
    return 0


def _site(settings: Settings) -> str:
    path = settings.path(KEYS_FOLDER) / SITE
    if not path.exists():
        raise StationError("not_installed", var=settings.var)
    return path.read_text().strip()
