"""What a view asks for: the station, the present moment, a session to read or write with, and who is asking."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, cast

from flask import current_app, g
from sqlalchemy.orm import Session, sessionmaker

from broadcaster.domain.calendar import day_of, local
from broadcaster.domain.ending import Ending
from broadcaster.domain.people import Person, Role
from broadcaster.domain.places import Commune
from broadcaster.domain.tones import Tone, Tones
from broadcaster.domain.types import Sha256
from broadcaster.services.ports import AudioStore, Clock, FleetFile, Microphones, Speller, Uploads
from broadcaster.settings import Settings
from webui.kept import Kept


@dataclass(frozen=True)
class SampleAccount:
    """An account of the demo commune, shown on its sign-in page."""

    role: Role
    login: str
    password: str


class Memory(Protocol):
    """Two ways into the database."""

    @property
    def reads(self) -> sessionmaker[Session]:
        """Make sessions that write nothing."""
        ...

    @property
    def writes(self) -> sessionmaker[Session]:
        """Make sessions that may write."""
        ...

    @property
    def edition(self) -> Callable[[], object]:
        """Return a mark that differs once anything was committed."""
        ...


class Station(Protocol):
    """All that pages need of a station; `bootstrap.Station` has it."""

    @property
    def settings(self) -> Settings:
        """What the technician set."""
        ...

    @property
    def memory(self) -> Memory:
        """The database."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def commune(self) -> Commune:
        """Whose station it is."""
        ...

    @property
    def speller(self) -> Speller:
        """How words are read aloud."""
        ...

    @property
    def store(self) -> AudioStore:
        """The finished sounds."""
        ...

    @property
    def tones(self) -> Tones:
        """The station's own tones, which every speaker holds."""
        ...

    @property
    def own_sounds(self) -> Mapping[str, Sha256]:
        """The station's own sounds by name, in the store."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Where uploads lie until they are taken in."""
        ...

    @property
    def microphones(self) -> Microphones:
        """Where live speech lies until it is made audible."""
        ...

    @property
    def silence(self) -> Tone:
        """What stands in for live speech that is lost."""
        ...

    @property
    def device_file(self) -> FleetFile:
        """The desired fleet as people write it."""
        ...

    @property
    def root(self) -> bytes:
        """The public key by which speakers know this station."""
        ...

    @property
    def endings(self) -> tuple[Ending, ...]:
        """Until when its keys and its certificate count."""
        ...

    @property
    def web_secret(self) -> str:
        """What signs the cookies."""
        ...


@dataclass(frozen=True)
class House:
    """What the app was made with."""

    station: Station
    accounts: tuple[SampleAccount, ...]
    kept: Kept = field(default_factory=Kept)
    """What many pages show at the same time."""


def house() -> House:
    """Return what the app was made with."""
    return cast("House", current_app.extensions["house"])


def station() -> Station:
    """Return the station whose pages these are."""
    return house().station


def commune_id() -> str:
    """Return the commune's code."""
    return station().commune.code


def now() -> datetime:
    """Return the moment at which this request is answered: one for all of it."""
    if "now" not in g:
        g.now = station().clock.now()
    return cast("datetime", g.now)


def today() -> date:
    """Return the commune's date."""
    return day_of(now(), station().commune.zone)


def wall(moment: datetime) -> datetime:
    """Say a moment by the commune's clock."""
    return local(moment, station().commune.zone)


def me() -> Person:
    """Return who is asking; only for views that strangers cannot reach."""
    return cast("Person", g.me)


@contextmanager
def reading() -> Iterator[Session]:
    """Read rows; nothing is written."""
    with station().memory.reads() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """Do one act: all of it, or on any refusal nothing of it."""
    with station().memory.writes.begin() as session:
        yield session
