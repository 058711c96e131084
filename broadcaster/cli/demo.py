"""The demo commune, marked as sample data everywhere: people, bulletins, programmes and simulated speakers.

Everything is made by the same services that people use: the sounds are spoken, somebody else approves them, the
speakers join with keys of their own. Only the hurry is the demo's.
"""

import secrets
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from audio_library import sounds
from broadcaster.adapters import device_file
from broadcaster.adapters.clock import SystemClock
from broadcaster.bootstrap import KEYS_FOLDER, Station, build
from broadcaster.cli.demo_texts import BULLETINS, PEOPLE, REQUEST, UNITS, DemoBulletin
from broadcaster.cli.installation import prepare_home
from broadcaster.cli.joining import join
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.approval import Heard
from broadcaster.domain.bulletin import Bulletin, Rendition, Wording
from broadcaster.domain.calendar import day_of, local
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person, Role
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.programme_parts import CommuneBulletins, FixedSound, HamletAnnouncements, Limits, Part
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Slot
from broadcaster.domain.unit import USUAL_QUOTA
from broadcaster.services import accounts, bulletins, fleet, programmes, requests, timetable, units
from broadcaster.settings import Settings
from broadcaster.workers.renderer import Renderer

SPEAKERS = "speakers"
ACCOUNTS = "demo-accounts.txt"
"""Where the demo keeps its logins for the next start; a real station has no such file."""
_BEGUN = "demo-begun"
"""Stands in a home whose demo was begun; a real station has no such file either."""
_FIRST_AIR_AFTER = timedelta(seconds=50)
_WELCOME_WITHIN = timedelta(minutes=5)
"""From the first start to the end of the first bulletin, its sound made meanwhile, and some to spare."""
_MINUTE_MS = 60_000
Tell = Callable[[str], None]


def set_up(settings: Settings, tell: Tell) -> None:
    """Make the demo commune in an empty home; takes some seconds, most of them for speaking.

    What a killed attempt left is thrown away first. Raises StationError `not_a_demo` for the home of a real station,
    OSError or DeviceFileError where devices.yaml cannot be read; nothing has been changed then.
    """
    clock = SystemClock()
    wanted = device_file.read(settings.devices)
    _clear_home(settings)
    password = secrets.token_hex(4)
    memory = prepare_home(settings, wanted.commune.code, now=clock.now())
    try:
        with memory.writes.begin() as session:
            fleet.apply(session, wanted, old=None, now=clock.now())
            everyday = AirHours.demo(day_of(clock.now(), wanted.commune.zone))
            timetable.found_air_hours(session, wanted.commune.code, everyday, now=clock.now())
            _add_people(session, wanted, password, clock.now())
    finally:
        memory.close()
    station = build(settings)
    try:
        join_speakers(station, wanted)
        _fill_desk(station, wanted, tell)
        _write_accounts(settings.path(ACCOUNTS), password)
    finally:
        station.close()


def _clear_home(settings: Settings) -> None:
    begun = settings.path(_BEGUN)
    if begun.exists():
        for leftover in settings.var.glob("station.db*"):
            leftover.unlink()
        shutil.rmtree(settings.path(SPEAKERS), ignore_errors=True)
    elif settings.path(KEYS_FOLDER).exists():
        raise StationError("not_a_demo", var=settings.var)
    settings.var.mkdir(mode=0o750, parents=True, exist_ok=True)
    begun.touch()


def is_set_up(settings: Settings) -> bool:
    """Tell whether the demo was made to its end; its last act is to write down the accounts."""
    return settings.path(ACCOUNTS).exists()


def logins(settings: Settings) -> list[tuple[Role, str, str]]:
    """Return role, login and password of the demo's people, to show at its door; a real station has none to show."""
    if not is_set_up(settings):
        return []
    roles = {login: role for login, _, role in PEOPLE}
    lines = (line.split() for line in settings.path(ACCOUNTS).read_text().splitlines())
    return [(roles[login], login, password) for login, password, *_ in lines]


def _add_people(session: Session, wanted: Fleet, password: str, now: datetime) -> None:
    owing = [
        units.found(
            session,
            commune_id=wanted.commune.code,
            name=name,
            kind=kind,
            monthly_quota=USUAL_QUOTA,
            now=now,
        )
        for name, kind in UNITS
    ]
    for login, full_name, role in PEOPLE:
        accounts.found(
            session,
            commune_id=wanted.commune.code,
            login=login,
            full_name=full_name,
            role=role,
            password=password,
            now=now,
            hamlet=wanted.hamlets[0].code if role is Role.HAMLET_HEAD else None,
            unit_id=owing[0].id if role is Role.CONTRIBUTOR else None,
        )


def _write_accounts(path: Path, password: str) -> None:
    path.touch(mode=0o600)
    path.write_text(
        "".join(f"{login:<12} {password}   {role.value}, {name}\n" for login, name, role in PEOPLE)
    )


def join_speakers(station: Station, wanted: Fleet) -> None:
    """Give each device of the file that has none a simulated speaker, with keys and a secret of its own."""
    folders = {device.id: station.settings.path(SPEAKERS) / device.id for device in wanted.devices}
    with station.memory.writes.begin() as session:
        for device_id, folder in folders.items():
            if not folder.exists():
                join(session, station, device_id, folder)


def _fill_desk(station: Station, wanted: Fleet, tell: Tell) -> None:
    with station.memory.reads() as session:
        people = {login: accounts.by_login(session, login) for login, _, _ in PEOPLE}
    operator, approver = people["bientap"], people["duyet"]
    tell("Đang tạo tiếng cho các bản tin mẫu…")
    written = [_write(station, text, operator, wanted) for text in BULLETINS]
    renderer = Renderer(station)
    while renderer.make_next():
        pass
    for text, bulletin in zip(BULLETINS, written, strict=True):
        _hand_on(station, bulletin, operator, approver if text.is_approved else None)
    with station.memory.writes.begin() as session:
        _add_programmes(session, station, operator)
        _air_soon(session, station, written[0], operator)
        title, words = REQUEST
        requests.ask(
            session, title=title, text=words, wanted_at=None, by=people["truongthon"], now=station.clock.now()
        )


def _write(station: Station, text: DemoBulletin, by: Person, wanted: Fleet) -> Bulletin:
    now = station.clock.now()
    words = Wording(
        text.title,
        text.text,
        text.topic,
        text.precedence,
        day_of(now, station.commune.zone) + timedelta(days=14),
        tuple(hamlet.code for hamlet in wanted.hamlets[: text.hamlets]),
    )
    with station.memory.writes.begin() as session:
        bulletin = bulletins.write(session, words, by=by, now=now)
        bulletins.prepare(session, station.speller, bulletin.id, by=by, now=now)
        return bulletin


def _hand_on(station: Station, bulletin: Bulletin, operator: Person, approver: Person | None) -> None:
    now = station.clock.now()
    with station.memory.writes.begin() as session:
        bulletins.submit(session, station.speller, bulletin.id, by=operator, now=now)
        sound = _sound(session, bulletin)
        if approver is not None and sound.sound_sha is not None:
            heard = Heard(sound.spoken_sha, sound.sound_sha)
            bulletins.approve(session, bulletin.id, heard, by=approver, now=now)


def _sound(session: Session, bulletin: Bulletin) -> Rendition:
    sound = bulletins.latest_rendition(session, bulletin)
    if sound is None:
        raise ValueError(f"no sound was made for {bulletin.title}")
    return sound


def _add_programmes(session: Session, station: Station, by: Person) -> None:
    """Make a morning and an afternoon session that fill themselves each day."""
    now = local(station.clock.now(), station.commune.zone)
    opening = _fixed(station, "Nhạc hiệu", sounds.SIGNATURE)
    closing = _fixed(station, "Nhạc kết thúc", sounds.CLOSE)
    middle: tuple[Part, ...] = (CommuneBulletins(limits=Limits(airings_a_day=2)), HamletAnnouncements())
    for name, minutes, at, weekdays in (
        ("Bản tin sáng", 30, time(5, 30), frozenset(range(6))),
        ("Bản tin chiều", 20, time(17, 0), frozenset(range(6))),
    ):
        programme = programmes.add(
            session,
            name=name,
            minutes=minutes,
            parts=(opening, *middle, closing),
            by=by,
            now=station.clock.now(),
        )
        timetable.add_schedule(
            session,
            name=name,
            programme_id=programme.id,
            by=by,
            now=station.clock.now(),
            slot=Slot(Recurrence(weekdays, (at,), _first_day(now, at, minutes)), minutes * _MINUTE_MS),
        )


def _first_day(now: datetime, at: time, minutes: int) -> date:
    """Return the day on which a session is first on air: today, unless the welcome would sound in its midst.

    `now` is the commune's local time.
    """
    begins = datetime.combine(now.date(), at, now.tzinfo)
    ends = begins + timedelta(minutes=minutes)
    return now.date() + timedelta(days=begins - _WELCOME_WITHIN < now < ends)


def _fixed(station: Station, title: str, path: Path) -> FixedSound:
    return FixedSound(title, station.store.keep(path), station.length_ms(path))


def _air_soon(session: Session, station: Station, welcome: Bulletin, by: Person) -> None:
    """Put the first bulletin on air within two minutes of the first start, so that there is something to see."""
    sound = _sound(session, welcome)
    if sound.sound_sha is None or sound.duration_ms is None:
        raise ValueError("the welcome has no sound")
    starts = local(station.clock.now() + _FIRST_AIR_AFTER, station.commune.zone)
    starts = starts.replace(second=starts.second // 10 * 10, microsecond=0)
    playlist = Playlist((PlaylistItem(welcome.title, sound.sound_sha, sound.duration_ms, welcome.id),))
    timetable.add_schedule(
        session,
        name="Phát thử",
        playlist=playlist,
        by=by,
        now=station.clock.now(),
        slot=Slot(Recurrence.once(starts.date(), starts.time()), playlist.duration_ms),
    )
