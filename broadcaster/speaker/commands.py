"""What does not wait for a plan: live orders, test tones, and stop."""

import base64
import hashlib

from broadcaster.domain.asrun import Outcome
from broadcaster.protocol.commands import ALL, MAX_STOP_LIFE_S
from broadcaster.protocol.messages import LiveOrder, OrderClass, Stop, ToneTest
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.strict_json import dump
from broadcaster.speaker.conductor import Conductor
from broadcaster.speaker.diary import event
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.limits import too_many_alerts
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.timetable import Task, live_tasks, tone_task
from broadcaster.speaker.trust import check_time


class Commands:
    """Judges and stores each command; the conductor makes it sound. Instants are UTC seconds."""

    def __init__(self, mind: Mind, conductor: Conductor) -> None:
        self._mind, self._conductor = mind, conductor

    def live(self, live: LiveOrder, envelope: bytes, utc: float | None) -> None:
        """Take an order at most once; the same again repeats the last answer. Raises Refused."""
        mind, name = self._mind, live.order.id
        mind.trust.check_epoch(live.scope)
        digest = hashlib.sha256(dump(live.fields())).hexdigest()
        if name in mind.memory.lives and mind.memory.lives[name].digest != digest:
            raise Refused(Code.VERSION, f"order {name} was told with other content before")
        if name in mind.memory.lives or name in mind.memory.closed:
            mind.changed = True  # the last answer again
            return
        check_time(live.scope, utc)
        now = utc or 0.0
        alert = live.order.kind is OrderClass.EMERGENCY
        if alert and too_many_alerts(mind.memory, live.order.reference, now):
            raise Refused(Code.POLICY, "too many new alerts in an hour")
        records: list[Record] = [
            {"k": "live", "id": name, "env": base64.b64encode(envelope).decode(), "dig": digest, "at": now}
        ]
        if alert and live.order.reference not in mind.memory.alerts:
            records.append({"k": "alert", "id": name, "at": now})
        mind.diary.write(*records, event("accepted", name, c=live.order.kind.value))
        mind.lives[name] = live
        mind.changed = mind.hungry = True

    def tone(self, test: ToneTest, utc: float | None) -> None:
        """Take a test tone, once. Raises Refused."""
        mind = self._mind
        mind.trust.check_epoch(test.scope)
        check_time(test.scope, utc)
        known = {task.id for task in mind.tones} | set(mind.memory.closed) | set(mind.memory.marks)
        if test.id not in known:
            mind.tones.append(tone_task(test, accepted=utc or 0.0))

    def stop(self, stop: Stop, utc: float | None) -> None:
        """Silence at once. A stop counts with any clock, and only once."""
        mind = self._mind
        mind.trust.check_epoch(stop.scope)
        if stop.id in mind.memory.stops:
            return
        if stop.scope.expires > stop.scope.issued + MAX_STOP_LIFE_S:
            raise Refused(Code.EXPIRED, "a stop lives no longer than a minute")
        if utc is not None:
            check_time(stop.scope, utc)
        records: list[Record] = [{"k": "stop", "id": stop.id, "at": float(stop.scope.expires)}]
        if stop.what == ALL or stop.hold_s:
            until = stop.scope.issued + stop.hold_s if stop.hold_s else 0
            records.append({"k": "hold", "until": until, "iat": stop.scope.issued})
        records.append(event("stopped", stop.id, what=stop.what, hold=stop.hold_s))
        mind.diary.write(*records)
        if stop.what != ALL or stop.hold_s:
            self._silence(stop.what, utc)
        mind.changed = True

    def _silence(self, what: str, utc: float | None) -> None:
        mind = self._mind
        current = mind.stage.current
        if current and what in {ALL, current.task.id, current.task.id.partition(":")[0]}:
            mind.stage.cut(Outcome.PARTIAL, "stopped")
        ended = [task for task in self._open(utc or 0.0) if what in {ALL, task.id}]
        for task in ended:
            mind.diary.write(*self._conductor.close(task, Outcome.CANCELLED, "stopped"))
        for name in [name for name in mind.lives if what in {ALL, name}]:
            del mind.lives[name]
            mind.diary.write({"k": "drop", "id": name})

    def _open(self, utc: float) -> list[Task]:
        """Return what a stop ends for good: live orders at any time, a planned one by its id."""
        mind = self._mind
        live = [
            task
            for name, order in mind.lives.items()
            for task in live_tasks(order, accepted=mind.memory.lives[name].at, now=utc, gain_db=0.0)
        ]
        known = [task for task in (*live, *mind.tones) if task.id not in mind.memory.closed]
        return [task for task in known if not mind.stage.sounding(task.id)]
