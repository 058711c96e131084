"""A speaker joins the station: it gets a folder of its own to live from, and the station learns its key."""

import secrets
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import Session

from broadcaster.adapters.broker_access import credential
from broadcaster.bootstrap import KEYS_FOLDER, ROOT_PUBLIC, Station
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.speaker.identity import provision


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


def _root(settings: Settings) -> bytes:
    """Return root's public key; root's own key may be kept elsewhere, and should."""
    return bytes.fromhex((settings.path(KEYS_FOLDER) / ROOT_PUBLIC).read_text().strip())
