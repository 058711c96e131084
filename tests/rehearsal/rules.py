"""Each rule of LOA/1 taken away from the real code, by a patch that ends with the test."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from broadcaster.domain.desired import DesiredPlan
from broadcaster.protocol import codec
from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring, TrustedKey
from broadcaster.protocol.messages import Keys, Scope
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.speaker import adoption, clock, commands, conductor, diary, trust
from broadcaster.speaker.clock import Clock, Sync
from broadcaster.speaker.facts import Ended, Store
from broadcaster.speaker.stage import Airing, Stage
from broadcaster.speaker.timetable import Piece, Task, Timed

Patch = Callable[[pytest.MonkeyPatch], None]


def signature(patch: pytest.MonkeyPatch) -> None:
    """Whoever names a key has signed with it."""

    def unverified(data: bytes, keyring: Keyring, **given: Any) -> codec.Opened:
        return open_envelope(data, keyring, **given | {"verify": lambda *_signed: True})

    patch.setattr(trust, "open_envelope", unverified)


def revocation(patch: pytest.MonkeyPatch) -> None:
    """A key that stood in a list once counts for ever."""
    real, ever = Keyring.of_document, dict[bytes, TrustedKey]()

    def grown(document: Keys) -> Keyring:
        ring = real(document)
        ever.update(ring._keys)
        ring._keys = dict(ever)
        return ring

    patch.setattr(Keyring, "of_document", staticmethod(grown))


def address(patch: pytest.MonkeyPatch) -> None:
    """What was said to one speaker is said to every speaker."""
    patch.setattr(Scope, "concerns", lambda _scope, _device, _groups: True)


def role(patch: pytest.MonkeyPatch) -> None:
    """Any key may sign anything."""
    patch.setattr(codec, "check_role", lambda _role, _message: None)


def policy(patch: pytest.MonkeyPatch) -> None:
    """A speaker leaves the hours to those who sign orders."""
    patch.setattr(conductor, "overstepped", lambda _policy, _task, _begin, _memory: "")


def acknowledgement(patch: pytest.MonkeyPatch) -> None:
    """What was sent to the controller is taken for received."""
    patch.setattr(diary.Diary, "remind", lambda _diary, _mono: None)
    patch.setattr(diary.Diary, "reminds_at", lambda _diary: None)


def version(patch: pytest.MonkeyPatch) -> None:
    """Any version but the very one held is news, within the epoch and the one before it."""
    patch.setattr(trust, "_newer", lambda offered, held, *, same: not (offered == held and same))


def order_of_epoch_and_version(patch: pytest.MonkeyPatch) -> None:
    """The version alone decides, as if no epoch had begun anew."""
    real = trust._newer

    def by_version(offered: tuple[int, int], held: tuple[int, int], *, same: bool) -> bool:
        return real((0, offered[1]), (0, held[1]), same=same)

    patch.setattr(trust, "_newer", by_version)


def epoch(patch: pytest.MonkeyPatch) -> None:
    """What an older epoch signed still counts."""
    patch.setattr(trust.Trust, "check_epoch", lambda _trust, _scope: None)


def late_window(patch: pytest.MonkeyPatch) -> None:
    """What could not begin at its instant begins whenever it can."""
    patch.setattr(Task, "latest", lambda task, _piece: task.expires)


def expiry(patch: pytest.MonkeyPatch) -> None:
    """What is signed counts for ever."""

    def only_not_too_early(scope: Scope, utc: float | None) -> None:
        if utc is None:
            raise Refused(Code.UNTRUSTED_TIME, "the clock is not trusted")

    def latest(task: Task, piece: Piece) -> float:
        return task.planned(piece) + task.late_s

    for module in (adoption, commands):
        patch.setattr(module, "check_time", only_not_too_early)
    patch.setattr(Task, "latest", latest)


def nonce(patch: pytest.MonkeyPatch) -> None:
    """An answer to any question is an answer."""
    real = Clock.answered

    def any_answer(self: Clock, _nonce: str, utc: float, mono: float, floor: float) -> tuple[Clock, float]:
        return real(self, self.nonce, utc, mono, floor)

    patch.setattr(Clock, "answered", any_answer)


def round_trip(patch: pytest.MonkeyPatch) -> None:
    """An answer may take as long as it likes."""
    patch.setattr(clock, "MAX_ROUND_TRIP_S", float("inf"))


def mark_before_play(patch: pytest.MonkeyPatch) -> None:
    """What sounds is written down when it is over."""
    real = Stage.ended

    def permit_only(_stage: Stage, airing: Airing, timed: Timed) -> None:
        airing.permitted.add(timed.piece.number)

    def mark_after(stage: Stage, fact: Ended) -> None:
        stage._diary.write({"k": "mark", "id": fact.id, "i": fact.number, "at": 0.0, "s": 0.0})
        real(stage, fact)

    patch.setattr(Stage, "_mark", permit_only)
    patch.setattr(Stage, "ended", mark_after)


def fsync(patch: pytest.MonkeyPatch) -> None:
    """What is written may still be on its way to the disk."""
    patch.setattr(diary, "Store", lambda records, lasting=False: Store(records, lasting=False))


def reconcile(patch: pytest.MonkeyPatch) -> None:
    """A head is said once."""

    def said(plan: DesiredPlan, now: datetime) -> None:
        plan.due_at = None

    def heard(_plan: DesiredPlan, **_report: Any) -> None:
        return None

    patch.setattr(DesiredPlan, "said", said)
    patch.setattr(DesiredPlan, "heard", heard)
    patch.setattr(DesiredPlan, "say_again", lambda _plan, _now: None)
    real = DesiredPlan._renumber

    def renumber(plan: DesiredPlan, number: int, now: datetime) -> None:
        real(plan, number, now)
        plan.due_at = now

    patch.setattr(DesiredPlan, "_renumber", renumber)


def untrusted_boot_clock(patch: pytest.MonkeyPatch) -> None:
    """After a power cut the last time known is taken up again, as computers without a clock chip do."""

    def at_boot(boot_id: str, remembered: Sync | None) -> Clock:
        if remembered is None:
            return Clock(boot_id)
        utc = remembered.at_mono + remembered.offset_s
        return Clock(boot_id, replace(remembered, offset_s=utc, at_mono=0.0, boot_id=boot_id))

    patch.setattr(Clock, "at_boot", staticmethod(at_boot))
