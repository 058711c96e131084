"""Signed messages of the station, each with the topic it goes by."""

from datetime import UTC, datetime

from broadcaster.adapters import this_process
from broadcaster.bootstrap import Station
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.succession import Presence
from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.commands import CtlState, EvAck, TimeAnswer
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import Hello, Keys, spell
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import EVERYBODY, Scope
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.services.hours import HoursInForce
from broadcaster.workers import outbound

Letter = tuple[Topic, bytes]
_ANSWER_LIFE_S = 60


class Letters:
    """Writes and signs in the station's name."""

    def __init__(self, station: Station) -> None:
        self._station, self._site = station, station.commune.code
        self._home = this_process.home(station.settings.var)

    def keys(self) -> Letter:
        """Return the list of keys, as root signed it."""
        return Topic(self._site, Kind.KEYS), self._station.keys_document

    def ctl_state(self, now: datetime, *, online: bool) -> Letter:
        """Say whether the station is here, with its time."""
        scope = self._scope(EVERYBODY, now, outbound.HEAD_LIFE_S)
        state = CtlState(scope, online, self._home, int(now.timestamp() * 1000))
        return Topic(self._site, Kind.CTL_STATE), self._sign(Role.ORDER, spell(state))

    def read_presence(self, envelope: bytes) -> Presence | None:
        """Read what a home of this station said of itself; None for what this station's keys did not sign."""
        root = Keyring.of_root(self._station.root)
        try:
            listed = open_envelope(self._station.keys_document, root, site=self._site, device="").message
            if not isinstance(listed, Keys):
                return None
            said = open_envelope(envelope, Keyring.of_document(listed), site=self._site, device="").message
        except Refused:
            return None
        if not isinstance(said, CtlState):
            return None
        return Presence(said.instance, said.online, datetime.fromtimestamp(said.utc_ms / 1000, UTC))

    def policy(self, device_id: str, hours: HoursInForce | None) -> Letter | None:
        """Tell one speaker the hours in force; without any it gets no policy and plays no schedule."""
        if hours is None:
            return None
        payload = outbound.policy(
            self._site,
            device_id,
            hours.hours,
            since=hours.since,
            epoch=self._station.epoch,
            utc_offset_min=self._station.utc_offset_min(hours.since),
        )
        return Topic(self._site, Kind.POLICY, device_id), self._sign(Role.POLICY, payload)

    def time_answer(self, device_id: str, hello: Hello) -> Letter:
        """Answer what time it is, as late as possible."""
        now = self._station.clock.now()
        answer = TimeAnswer(
            self._scope(device_id, now, _ANSWER_LIFE_S), hello.nonce, int(now.timestamp() * 1000)
        )
        return Topic(self._site, Kind.TIME, device_id), self._sign(Role.ORDER, spell(answer))

    def ev_ack(self, device_id: str, whole_to: int) -> Letter:
        """Tell a speaker how far its journal is safe with us."""
        answer = EvAck(self._scope(device_id, self._station.clock.now(), _ANSWER_LIFE_S), whole_to)
        return Topic(self._site, Kind.EVACK, device_id), self._sign(Role.ORDER, spell(answer))

    def plan_body(self, desired: DesiredPlan, device: Device | None) -> bytes:
        """Spell the plan that a speaker shall hold; what its head names needs no signature of its own."""
        tones = self._station.tones.every
        return outbound.plan_body(self._site, device, desired, self._station.sound_size, tones)

    def head(self, desired: DesiredPlan, sha: str, size: int, now: datetime) -> Letter:
        """Point a speaker to its plan."""
        payload = outbound.head(self._site, desired, sha, size, now=now)
        return Topic(self._site, Kind.HEAD, desired.device_id), self._sign(Role.ORDER, payload)

    def _scope(self, device_id: str, now: datetime, life_s: int) -> Scope:
        issued = int(now.timestamp())
        return Scope(self._site, (device_id,), self._station.epoch, issued, issued + life_s)

    def _sign(self, role: Role, payload: bytes) -> bytes:
        return self._station.signer.sign(role, payload)
