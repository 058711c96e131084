"""The station on the wire: it hears speakers through its ear, and says what is due.

Every plan that is due is signed and its head published; the row itself says when to say it again.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.adapters import this_process
from broadcaster.adapters.tls import client_tls
from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.succession import Standing, Succession
from broadcaster.mqtt import MQTT_VERSIONS, Delivery, Link
from broadcaster.mqtt import Will as LastWill
from broadcaster.protocol.topics import Kind, Topic, for_controller
from broadcaster.services import dispatching
from broadcaster.services.dispatching import Due, Said
from broadcaster.services.hours import HoursInForce, hours_in_force
from broadcaster.workers.ear import Ear
from broadcaster.workers.letters import Letter, Letters

_log = logging.getLogger(__name__)
_SAY_AT_ONCE = 100
"""Heads signed in one step: the ear is not kept waiting while a thousand plans go out."""
_HEARTBEAT = timedelta(seconds=30)
_LOOK_AGAIN = timedelta(milliseconds=100)
_PATIENCE = timedelta(seconds=10)
"""So long without a broker is still no news: it may be restarting."""


class Wire(Protocol):
    """What the gateway needs of its connection; `mqtt.Link` is the real one."""

    @property
    def online(self) -> bool:
        """Tell whether a broker answers."""
        ...

    def start(self) -> None:
        """Connect, and keep connecting."""
        ...

    def stop(self) -> None:
        """Say goodbye and go."""
        ...

    def promise(self, will: LastWill) -> None:
        """Set the will of the next connection."""
        ...

    def subscribe(self, filters: Iterable[str]) -> None:
        """Hear these topics, now and after every connect."""
        ...

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        """Send; False where no broker takes it."""
        ...

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Tell the broker that these are safe with us."""
        ...


class Gateway:
    """One connection to the broker in the station's name. `connect` makes it, as `mqtt.Link` does."""

    name = "gateway"

    def __init__(self, station: Station, *, connect: Callable[..., Wire] = Link) -> None:
        self._station, self._site = station, station.commune.code
        self._letters = Letters(station)
        self._ear = Ear(station, self._letters)
        self._must_introduce = False
        self._hours: HoursInForce | None = None
        self._spoke_at: datetime | None = None
        self._offline_since: datetime | None = None
        will, farewell = self._letters.ctl_state(station.clock.now(), online=False)
        self._link = connect(
            station.settings.mqtt_host,
            station.settings.mqtt_port,
            station.wire_name,
            station.wire_name,
            station.wire_secret,
            will=(str(will), farewell, True),
            tls=client_tls(station.settings),
            version=MQTT_VERSIONS[station.settings.mqtt_version],
            on_connect=self._connected,
            on_delivery=self._take,
        )
        self._presence = Topic(self._site, Kind.CTL_STATE)
        self._link.subscribe([*for_controller(self._site), str(self._presence)])
        self._succession = Succession(this_process.home(station.settings.var))

    @property
    def online(self) -> bool:
        """Tell whether a broker answers."""
        return self._link.online

    def start(self) -> None:
        """Connect, and keep connecting."""
        self._link.start()

    def stop(self) -> None:
        """Say that the controller goes, and go."""
        if self._succession.standing is Standing.ALONE:
            self._publish([self._letters.ctl_state(self._station.clock.now(), online=False)])
        self._link.stop()

    def step(self, now: datetime) -> datetime:
        """Write down what was heard, then say what is due. DeliveryError where no broker has answered for long."""
        if not self._is_alone(now):
            self._complain(now)
            return now + _LOOK_AGAIN
        if self._must_introduce:
            self._introduce()
        self._listen()
        self._say_due_heads(self._station.clock.now())
        self._say_presence(now)
        self._complain(now)
        return self._station.clock.now()

    def say(self, letter: Letter) -> bool:
        """Publish one letter at once, from any thread; False where no broker takes it, or a copy of us may be there."""
        topic, envelope = letter
        if self._succession.standing is not Standing.ALONE:
            return False
        return self._link.publish(str(topic), envelope, retain=topic.kind.retained)

    def _is_alone(self, now: datetime) -> bool:
        """Make sure that no copy of this station speaks. StationError `station_elsewhere` where one does."""
        before = self._succession.standing
        if before is Standing.ALONE:
            return True
        if before is Standing.LOOKING and not self._link.online:
            return False
        standing = self._succession.decide(now=now)
        if standing is not before:
            self._follow(standing)
        if standing is Standing.SECOND:
            raise StationError("station_elsewhere", broker=self._station.settings.mqtt_host)
        return standing is Standing.ALONE

    def _follow(self, standing: Standing) -> None:
        if standing is Standing.LOOKING:
            self._link.start()
        elif standing is not Standing.ALONE:
            _log.warning("another home of this station may be alive: %s", self._succession.other)
            self._link.stop()

    def _take(self, delivery: Delivery) -> None:
        """Take what came: of the station's own presence here, everything else by the ear."""
        if delivery.topic != str(self._presence):
            self._ear.take(delivery)
            return
        if (presence := self._letters.read_presence(delivery.payload)) is not None:
            self._succession.hear(presence)
        self._link.acknowledge([delivery])

    def _connected(self) -> None:
        self._must_introduce = True
        will, farewell = self._letters.ctl_state(self._station.clock.now(), online=False)
        self._link.promise(LastWill(str(will), farewell, retain=True))

    def _introduce(self) -> None:
        """Say everything retained anew: a broker that lost its store has forgotten it."""
        self._must_introduce = False
        try:
            now = self._station.clock.now()
            with self._station.memory.writes.begin() as session:
                self._hours = hours_in_force(session, self._site, now=now)
                joined = dispatching.joined(session, self._site)
                dispatching.say_all_again(session, self._site, now=now)
        except Exception:
            self._must_introduce = True
            raise
        self._spoke_at = None
        policies = (self._letters.policy(device_id, self._hours) for device_id in sorted(joined))
        self._publish([self._letters.keys(), *(each for each in policies if each)])

    def _listen(self) -> None:
        self._link.acknowledge(self._ear.listen(self._hours))
        self._publish(self._ear.answers())

    def _say_due_heads(self, now: datetime) -> None:
        if not self._link.online:
            return
        with self._station.memory.reads() as session:
            due = dispatching.due(session, self._site, now=now, limit=_SAY_AT_ONCE)
        if not due:
            return
        heads = [self._head(each, now) for each in due]
        with self._station.memory.writes.begin() as session:
            current = dispatching.said(session, self._site, [said for said, _ in heads], now=now)
        self._publish(letter for said, letter in heads if said.device_id in current)

    def _head(self, due: Due, now: datetime) -> tuple[Said, Letter]:
        desired = due.desired
        if due.size is not None and desired.body_sha is not None:
            said, size = dispatching.again(desired), due.size
        else:
            body = self._letters.plan_body(desired, due.device)
            said, size = dispatching.made(desired, body), len(body)
        return said, self._letters.head(desired, said.body_sha, size, now)

    def _say_presence(self, now: datetime) -> None:
        if self._link.online and (self._spoke_at is None or now - self._spoke_at >= _HEARTBEAT):
            self._spoke_at = now
            self._watch_hours(now)
            self._publish([self._letters.ctl_state(now, online=True)])

    def _watch_hours(self, now: datetime) -> None:
        """Say the policies anew where another decision has come into force."""
        with self._station.memory.reads() as session:
            if hours_in_force(session, self._site, now=now) != self._hours:
                self._must_introduce = True

    def _complain(self, now: datetime) -> None:
        """Let health know that the station speaks to nobody."""
        if self._link.online:
            self._offline_since = None
            return
        self._offline_since = self._offline_since or now
        if now - self._offline_since >= _PATIENCE:
            settings = self._station.settings
            raise DeliveryError(
                f"no broker answers at {settings.mqtt_host}:{settings.mqtt_port}", permanent=False
            )

    def _publish(self, letters: Iterable[Letter]) -> None:
        for letter in letters:
            if not self.say(letter):
                _log.info("not sent, no broker: %s", letter[0])
