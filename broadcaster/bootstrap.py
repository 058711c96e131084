"""Chooses the concrete adapters and puts the station together. Nothing is started here."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from audio_library import sounds
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import measure_file
from audio_library.speech.catalogue import REGIONS
from audio_library.speech.voice import Region
from audio_library.store import SoundStore
from audio_library.studio import Studio
from broadcaster.adapters.broker_access import CONTROLLER
from broadcaster.adapters.clock import SystemClock
from broadcaster.adapters.commune_speller import CommuneSpeller
from broadcaster.adapters.device_file_edits import DeviceFile
from broadcaster.adapters.key_files import FileSigner
from broadcaster.adapters.microphone import Microphones
from broadcaster.adapters.province_folder import ProvinceFolder
from broadcaster.adapters.province_http import ProvinceHttp
from broadcaster.adapters.site_certificates import expires_at
from broadcaster.adapters.sound_studio import LibraryStore, LibraryStudio
from broadcaster.adapters.stream_shelf import StreamShelf
from broadcaster.adapters.upload_folder import UploadFolder
from broadcaster.adapters.voices import voices
from broadcaster.db import fleet_rows
from broadcaster.db.damage import refuse_damaged
from broadcaster.db.session import Memory, open_memory
from broadcaster.domain.calendar import local
from broadcaster.domain.ending import CERTIFICATE, LIST, Ending
from broadcaster.domain.errors import StationError
from broadcaster.domain.places import Commune
from broadcaster.domain.tones import Tone, Tones
from broadcaster.domain.types import Sha256
from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import Keys
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.signing import Signer
from broadcaster.services import health
from broadcaster.services.health import Heartbeat
from broadcaster.services.ports import Clock, ProvinceSource, Speller
from broadcaster.settings import Settings

KEYS_FOLDER = "keys"
CERTIFICATES = "certificates"
KEYS_DOCUMENT = "keys.loa"
ROOT_PUBLIC = "root.pub"
SITE = "site"
WIRE_SECRET = "station.secret"  # noqa: S105  a file's name
WEB_SECRET = "web.secret"  # noqa: S105  a file's name


@dataclass
class Station:
    """All that pages and workers need, chosen once."""

    settings: Settings
    memory: Memory
    clock: Clock
    commune: Commune
    speller: Speller
    studio: LibraryStudio
    store: LibraryStore
    ffmpeg: FFmpeg
    signer: Signer
    keys_document: bytes
    epoch: int
    key_version: int
    root: bytes
    """Root's public key."""
    wire_secret: str
    web_secret: str
    endings: tuple[Ending, ...]
    """Until when its keys and its certificate count, as they were at the start."""
    wire_name: str = CONTROLLER
    instance: str = field(default_factory=lambda: secrets.token_hex(8))

    @cached_property
    def tones(self) -> Tones:
        """Return the station's own tones, kept in the store where speakers fetch them."""
        return Tones(*(self._tone(path) for path in (sounds.ATTENTION, sounds.ALL_CLEAR, sounds.CHIME)))

    @cached_property
    def own_sounds(self) -> dict[str, Sha256]:
        """Return the station's own sounds by name, kept in the store where people may hear them."""
        return {name: self.store.keep(path) for name, path in sounds.ALL.items()}

    @cached_property
    def uploads(self) -> UploadFolder:
        """Return where uploads lie until a renderer takes them in."""
        return UploadFolder(self.settings.path("uploads"))

    @cached_property
    def streams(self) -> StreamShelf:
        """Return where what is made while it is heard lies."""
        return StreamShelf(self.settings.path("streams"))

    @cached_property
    def microphones(self) -> Microphones:
        """Return where live speech lies until it is made audible."""
        return Microphones(self.settings.path("microphones"))

    @cached_property
    def silence(self) -> Tone:
        """Return what stands in for live speech that is lost: nothing, in a sound that every speaker can fetch."""
        return self._tone(sounds.SILENCE)

    @cached_property
    def device_file(self) -> DeviceFile:
        """Return the desired fleet as people write it."""
        return DeviceFile(self.settings.devices)

    def _tone(self, path: Path) -> Tone:
        return Tone(self.store.keep(path), self.length_ms(path))

    def sound_size(self, sha: Sha256) -> int:
        """Return a sound's length in bytes."""
        return self.store.size(sha)

    def length_ms(self, path: Path) -> int:
        """Return how long a sound file of ours plays, in milliseconds."""
        return measure_file(self.ffmpeg, path, form=path.suffix.lstrip(".")).duration_ms

    def utc_offset_min(self, now: datetime) -> int:
        """Return how many minutes the commune's clock is ahead of UTC at a moment."""
        offset = local(now, self.commune.zone).utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0

    def beat(self, heartbeat: Heartbeat) -> None:
        """Write a worker's heartbeat."""
        with self.memory.writes.begin() as session:
            health.beat(session, heartbeat)

    def close(self) -> None:
        """Let go of the database."""
        self.memory.close()


def refuse_empty(settings: Settings) -> None:
    """Raise StationError `not_installed` where `init` has not been run."""
    if not settings.path(KEYS_FOLDER).joinpath(KEYS_DOCUMENT).exists():
        raise StationError("not_installed", var=settings.var)


def build(settings: Settings, *, clock: Clock | None = None) -> Station:
    """Put an installed station together.

    Raises StationError `not_installed` where `init` has not been run, `keys_damaged`, `database_damaged`.
    """
    refuse_empty(settings)
    keys = settings.path(KEYS_FOLDER)
    site = _word(keys / SITE)
    document, named = _keys_document(keys, site)
    refuse_damaged(settings.database)
    memory = open_memory(settings.database)
    with memory.reads() as session:
        commune = fleet_rows.commune(session, site)
    store = SoundStore(settings.path("sounds"))
    ffmpeg = FFmpeg.find(settings.ffmpeg or None)
    return Station(
        settings=settings,
        memory=memory,
        clock=clock or SystemClock(),
        commune=commune,
        speller=CommuneSpeller(memory.reads, commune.code, settings.voice_region),
        studio=_studio(settings, store, ffmpeg),
        store=LibraryStore(store),
        ffmpeg=ffmpeg,
        signer=FileSigner(keys),
        keys_document=document,
        epoch=named.scope.epoch,
        key_version=named.version,
        root=bytes.fromhex(named.root),
        wire_secret=_word(keys / WIRE_SECRET),
        web_secret=_word(keys / WEB_SECRET),
        endings=_endings(named, settings.certificate),
    )


def province_source(settings: Settings) -> ProvinceSource | None:
    """Return the way to the province's source system, None where there is none."""
    if not settings.province:
        return None
    if settings.province.startswith(("http://", "https://")):
        token_file = Path(settings.province_token_file) if settings.province_token_file else None
        return ProvinceHttp(settings.province, token_file)
    return ProvinceFolder(Path(settings.province))


def _studio(settings: Settings, store: SoundStore, ffmpeg: FFmpeg) -> LibraryStudio:
    studio = Studio(store, voices(settings, ffmpeg), settings.path("voices"), ffmpeg)
    region: Region = next(each for each in REGIONS if each == settings.voice_region)
    return LibraryStudio(studio, voice=None if settings.voice == "auto" else settings.voice, region=region)


def _keys_document(keys: Path, site: str) -> tuple[bytes, Keys]:
    """Return the signed list of keys, as speakers will verify it, and what it says."""
    document = keys.joinpath(KEYS_DOCUMENT).read_bytes()
    root = bytes.fromhex(_word(keys / ROOT_PUBLIC))
    try:
        named = open_envelope(document, Keyring.of_root(root), site=site, device="").message
    except Refused as refusal:
        raise StationError("keys_damaged", path=keys / KEYS_DOCUMENT, why=str(refusal)) from refusal
    if not isinstance(named, Keys):
        raise StationError("keys_damaged", path=keys / KEYS_DOCUMENT, why="no list of keys")
    return document, named


def _endings(named: Keys, certificate: str) -> tuple[Ending, ...]:
    """Return when each role's newest key, their list and the certificate end."""
    ends = {LIST: named.scope.expires}
    for entry in named.keys:
        role = entry.role.value
        ends[role] = max(ends.get(role, 0), entry.not_after)
    found = [Ending(what, datetime.fromtimestamp(seconds, UTC)) for what, seconds in ends.items()]
    with suppress(OSError, ValueError):  # whoever serves with it refuses to start, and says why
        if certificate:
            found.append(Ending(CERTIFICATE, expires_at(Path(certificate))))
    return tuple(found)


def _word(path: Path) -> str:
    return path.read_text().strip()
