"""The files that an embedded Mosquitto reads, as text made from the access list."""

import os
from dataclasses import dataclass
from pathlib import Path

from broadcaster.adapters.broker_access import CONTROLLER, MAX_PACKET_BYTES, BrokerAccess


@dataclass(frozen=True)
class TlsListener:
    """A second door, for speakers that come in over a network: where it is, and what it shows."""

    host: str
    port: int
    certificate: Path
    key: Path


def configuration(host: str, port: int, passwords: Path, acl: Path, tls: TlsListener | None = None) -> str:
    """Write mosquitto.conf. Nothing is kept on disk: the station says everything anew to an empty broker."""
    lines = (
        "# Written by the station at every start; what is changed here is lost.",
        f"listener {port} {host}",
        "allow_anonymous false",
        f"password_file {passwords}",
        f"acl_file {acl}",
        "use_username_as_clientid true",  # else one speaker could take over another's session
        "persistence false",
        f"max_packet_size {MAX_PACKET_BYTES}",
        # A stock broker queues 1,000 and drops the newest, which may be the emergency. 0, for no limit, makes
        # 2.0 hang up on whoever publishes what it may not: a wrong access list would cut the station off.
        "max_queued_messages 1000000",
        "max_inflight_messages 0",  # no limit: reports are acknowledged in batches, after their commit
        "set_tcp_nodelay true",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        *_tls_lines(tls),
        *(["user root"] if os.geteuid() == 0 else []),  # else it drops to a user who cannot read our files
    )
    return "\n".join(lines) + "\n"


def _tls_lines(tls: TlsListener | None) -> list[str]:
    if tls is None:
        return []
    files = [f"certfile {tls.certificate.resolve()}", f"keyfile {tls.key.resolve()}"]
    return [f"listener {tls.port} {tls.host}", *files, "tls_version tlsv1.2"]


def passwords(access: BrokerAccess) -> str:
    """Write the password file: one hashed secret per user."""
    users = {CONTROLLER: access.controller} | {
        name: grant.credential for name, grant in access.devices.items()
    }
    return "".join(f"{user}:{known.mosquitto}\n" for user, known in users.items())


def acl(access: BrokerAccess) -> str:
    """Write the access list: what each user may read and write, and nothing else."""
    parts = []
    for user in (CONTROLLER, *access.devices):
        rights = access.rights(user)
        parts.append(f"user {user}")
        parts += [f"topic read {name}" for name in rights.read]
        parts += [f"topic write {name}" for name in rights.write]
    return "\n".join(parts) + "\n"
