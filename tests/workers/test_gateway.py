"""The station on the wire: what it says, when, and what it acknowledges; only the broker is invented."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from broadcaster.bootstrap import Station
from broadcaster.db.bulletin_tables import renditions
from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.domain.types import sha256_of
from broadcaster.protocol.commands import CtlState, EvAck, TimeAnswer
from broadcaster.protocol.messages import Head, Policy, Scope, read_body, spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind
from broadcaster.services import dispatching, reporting, timetable
from broadcaster.workers.gateway import Gateway
from tests.factories import NOW, TODAY, World, approved, news_at, planned, wording
from tests.fakes import HandClock
from tests.workers.wire import GS, SITE, Door, delivery


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def gateway(station: Station, door: Door, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    monkeypatch.setattr("broadcaster.workers.ear._LISTEN_S", 0.0)
    monkeypatch.setattr("broadcaster.domain.succession.STORED_WITHIN", timedelta())
    made = Gateway(station, connect=door.connect)
    made.start()
    return made


def with_news(world: World, station: Station) -> None:
    """Have something planned, with its sound in the station's own store."""
    sound = station.store.keep(_sound_file(station))
    approved(world, wording(expires_on=TODAY), duration_ms=1_000)
    with world.memory.writes.begin() as session:
        session.execute(renditions.update().values(sound_sha=sound))
    news_at(world, time(17))
    planned(world)


def _sound_file(station: Station) -> Path:
    path = station.settings.var / "tiếng.mp3"
    path.write_bytes(b"not really a sound")
    return path


def test_it_introduces_itself_with_everything_that_is_retained(gateway: Gateway, door: Door) -> None:
    gateway.step(NOW)
    assert door.kinds().count(Kind.POLICY) == 4
    assert {Kind.KEYS, Kind.POLICY, Kind.CTL_STATE} <= set(door.kinds())
    assert all(retain == topic.kind.retained for topic, _, retain in door.said)


def test_a_head_points_to_the_body_that_speakers_can_fetch(
    gateway: Gateway, door: Door, station: Station, world: World
) -> None:
    with_news(world, station)
    gateway.step(NOW)
    head = door.last(Kind.HEAD, "GS-01", station)
    assert isinstance(head, Head)
    with station.memory.reads() as session:
        data = dispatching.body(session, head.sha256)
    assert data is not None
    body = read_body(data)
    assert (head.size, head.sha256) == (len(data), sha256_of(data))
    assert (len(body.orders), body.groups[0]) == (1, "go-sai")
    planned_sound = body.orders[0].items[0].sha256
    assert [sound.size for sound in body.sounds if sound.sha256 == planned_sound] == [18]


def test_a_head_is_said_again_with_the_same_body_until_it_is_held(
    gateway: Gateway, door: Door, station: Station, world: World, clock: HandClock
) -> None:
    with_news(world, station)
    gateway.step(NOW)
    first = door.last(Kind.HEAD, "GS-01", station)
    gateway.step(clock.advance(seconds=16))
    again = door.last(Kind.HEAD, "GS-01", station)
    assert isinstance(first, Head)
    assert isinstance(again, Head)
    assert (again.version, again.sha256, again.size) == (first.version, first.sha256, first.size)
    door.hear(GS.report(again.version, again.sha256))
    gateway.step(clock.now())
    door.said.clear()
    gateway.step(clock.advance(minutes=5))
    assert Kind.HEAD not in door.kinds("GS-01")
    assert Kind.HEAD in door.kinds("GS-02")


def test_a_missing_sound_keeps_back_only_what_needs_it(
    gateway: Gateway, door: Door, station: Station, world: World
) -> None:
    approved(world, wording(expires_on=TODAY))  # its sound was never put into the store
    news_at(world, time(17))
    planned(world)
    gateway.step(NOW)
    head = door.last(Kind.HEAD, "GS-01", station)
    assert isinstance(head, Head)
    with station.memory.reads() as session:
        assert read_body(dispatching.body(session, head.sha256) or b"").orders == ()


def test_a_hello_is_answered_with_the_stations_time(gateway: Gateway, door: Door, station: Station) -> None:
    gateway.step(NOW)
    door.hear(GS.hello())
    gateway.step(NOW)
    answer, end = door.last(Kind.TIME, "GS-01", station), door.last(Kind.EVACK, "GS-01", station)
    assert isinstance(answer, TimeAnswer)
    assert isinstance(end, EvAck)
    assert answer.utc_ms == int(NOW.timestamp() * 1000)
    assert isinstance(door.last(Kind.POLICY, "GS-01", station), Policy)


def test_the_broker_is_told_only_after_the_commit(
    gateway: Gateway, door: Door, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.step(NOW)
    told = GS.event(1)
    door.hear(told)
    with monkeypatch.context() as broken:
        broken.setattr(reporting, "known_speakers", _database_is_gone)
        with pytest.raises(OperationalError):
            gateway.step(NOW)
    assert door.acknowledged == []
    gateway.step(NOW)
    assert door.acknowledged == [told]
    answer = door.last(Kind.EVACK, "GS-01", station)
    assert isinstance(answer, EvAck)
    assert answer.high == 1


def test_an_introduction_that_fails_is_made_good(
    gateway: Gateway, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(dispatching, "joined", _database_is_gone)
        with pytest.raises(OperationalError):
            gateway.step(NOW)
    gateway.step(NOW)
    assert Kind.KEYS in door.kinds()


def test_other_hours_are_said_when_they_come_into_force(
    gateway: Gateway, door: Door, station: Station, world: World, clock: HandClock
) -> None:
    gateway.step(NOW)
    hours = AirHours(
        TODAY + timedelta(days=1), (AirWindow(EVERY_DAY, time(5), time(20)),), decided_by="QĐ 15/QĐ-UBND"
    )
    with world.memory.writes.begin() as session:
        timetable.found_air_hours(session, world.commune_id, hours, now=NOW)
    door.said.clear()
    gateway.step(clock.advance(minutes=1))
    assert Kind.POLICY not in door.kinds()
    midnight = clock.advance(hours=14)  # 17:00 UTC is the commune's midnight
    gateway.step(midnight)
    gateway.step(midnight)
    policy = door.last(Kind.POLICY, "GS-01", station)
    assert isinstance(policy, Policy)
    assert [(window.begin, window.end) for window in policy.windows] == [(300, 1200)]


def test_without_a_broker_nothing_is_called_sent_and_health_hears_of_it(
    gateway: Gateway, door: Door, station: Station, world: World, clock: HandClock
) -> None:
    with_news(world, station)
    door.online = False
    gateway.step(clock.now())
    with pytest.raises(DeliveryError, match="no broker answers"):
        gateway.step(clock.advance(seconds=11))
    assert Kind.HEAD not in door.kinds()
    door.online = True
    gateway.step(clock.now())
    assert door.kinds().count(Kind.HEAD) == 4


def test_it_says_goodbye(gateway: Gateway, door: Door, station: Station) -> None:
    gateway.step(NOW)
    gateway.stop()
    farewell = door.last(Kind.CTL_STATE, "", station)
    assert isinstance(farewell, CtlState)
    assert (farewell.online, door.online, SITE) == (False, False, "mai-khe")


def _database_is_gone(*_: object) -> object:
    raise OperationalError("SELECT", {}, Exception("database is locked"))


def test_a_copy_of_a_living_station_stays_silent(
    gateway: Gateway, door: Door, station: Station, clock: HandClock
) -> None:
    said_at = int(NOW.timestamp() * 1_000)
    scope = Scope(SITE, ("*",), 1, int(NOW.timestamp()), int(NOW.timestamp()) + 3_600)

    def presence(after_s: int) -> bytes:
        state = CtlState(scope, online=False, instance="another", utc_ms=said_at + after_s * 1_000)
        return station.signer.sign(Role.ORDER, spell(state))

    door.hear(delivery(f"loa/1/{SITE}/ctl/state", presence(-600), retained=True))
    gateway.step(NOW)
    assert (door.said, door.online) == ([], False), "it has stepped back"
    door.online = True
    gateway.step(clock.advance(seconds=40))
    door.hear(delivery(f"loa/1/{SITE}/ctl/state", presence(5), retained=True))
    with pytest.raises(StationError, match="station_elsewhere"):
        gateway.step(clock.advance(seconds=1))
    gateway.stop()
    assert door.said == [], "not even a farewell: it would be taken for the other one's"


def test_a_station_that_moved_speaks_once_it_is_sure(
    gateway: Gateway, door: Door, station: Station, clock: HandClock
) -> None:
    scope = Scope(SITE, ("*",), 1, int(NOW.timestamp()), int(NOW.timestamp()) + 3_600)
    state = CtlState(scope, online=False, instance="another", utc_ms=int(NOW.timestamp() * 1_000) - 600_000)
    stored = delivery(f"loa/1/{SITE}/ctl/state", station.signer.sign(Role.ORDER, spell(state)), retained=True)
    door.hear(stored)
    gateway.step(NOW)
    door.online = True
    gateway.step(clock.advance(seconds=40))
    door.hear(stored)
    gateway.step(clock.advance(seconds=1))
    assert Kind.KEYS in door.kinds()
