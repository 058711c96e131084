"""A speaker joins the station: it gets a folder of its own to live from, and the station learns its key."""

import secrets
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import Session

from broadcaster.adapters.broker_access import credential
from broadcaster.adapters.device_file_words import closest
from broadcaster.bootstrap import KEYS_FOLDER, ROOT_PUBLIC, Station
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.speaker.identity import load_identity, load_key, provision

_NEXT = """\
{device} đã vào trạm / has joined. Its folder {folder} holds its key and its secret: carry it to the speaker
(a memory stick, or scp over the office network), then delete it here. There, as docs/operating.md tells:

    broadcaster speaker --state {name} --broker {host}:{port} --http {objects}
"""


def join(session: Session, station: Station, device_id: str, folder: Path) -> None:
    """Write a speaker's state folder and enrol what is in it.

    A folder that has a key keeps it, so that a speaker with a history stays itself; its broker secret is new
    each time, and the old one is void. The secret stands in the folder alone, the station keeps its hashes.
    """
    secret = secrets.token_urlsafe(32)
    public = provision(
        folder,
        site=station.commune.code,
        device=device_id,
        root=_root(station.settings),
        secret=secret,
    )
    fleet.enrol(
        session,
        station.commune.code,
        device_id,
        public_key=public.hex(),
        credential=asdict(credential(secret)),
        now=station.clock.now(),
    )


def check(station: Station, device_id: str, folder: Path) -> None:
    """Refuse a speaker that the fleet does not have, and a folder in which another one lives.

    Raises StationError `device_unknown` or `folder_taken`.
    """
    with station.memory.reads() as session:
        known = [device.id for device in fleet.current(session, station.commune.code).devices]
    if device_id not in known:
        near = closest(device_id, known)
        raise StationError("device_unknown", device=device_id, hint=f" Did you mean {near}?" if near else "")
    if (folder / "identity.json").exists():
        identity = load_identity(folder)
        if (identity.site, identity.device) != (station.commune.code, device_id):
            raise StationError("folder_taken", folder=folder, device=identity.device, site=identity.site)


def has_joined(station: Station, device_id: str, folder: Path) -> bool:
    """Tell whether a speaker with another key than the one in `folder` has this id already."""
    with station.memory.reads() as session:
        status = session.get(SpeakerStatus, (station.commune.code, device_id))
    if status is None:
        return False
    kept = folder / "device.key"
    return not kept.exists() or load_key(folder).public.hex() != status.public_key


def next_steps(settings: Settings, device_id: str, folder: Path) -> str:
    """Say what to do with the folder."""
    return _NEXT.format(
        device=device_id,
        folder=folder,
        name=folder.name,
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        objects=settings.speakers_reach,
    )


def _root(settings: Settings) -> bytes:
    """Return root's public key; root's own key may be kept elsewhere, and should."""
    return bytes.fromhex((settings.path(KEYS_FOLDER) / ROOT_PUBLIC).read_text().strip())
