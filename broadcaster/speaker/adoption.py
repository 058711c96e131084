"""How a new plan comes to count: its head judged, its body fetched and checked, committed, then acted on."""

import base64

from broadcaster.domain.asrun import Outcome
from broadcaster.protocol import topics
from broadcaster.protocol.messages import Body, Head, read_body
from broadcaster.protocol.refusals import Code
from broadcaster.speaker.conductor import Conductor
from broadcaster.speaker.diary import event
from broadcaster.speaker.facts import BodyFetched, KeepBody, Subscribe
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.trust import check_body, check_time


class Adoption:
    """Follows heads to their plans. Until a plan is on the disk, the one before it stands."""

    def __init__(self, mind: Mind, conductor: Conductor) -> None:
        self._mind, self._conductor = mind, conductor
        self.wanted: tuple[Head, bytes] | None = None
        """The head whose plan is being fetched, and its envelope."""

    def head(self, head: Head, envelope: bytes, utc: float | None) -> None:
        """Judge a head; have its plan fetched where it is new."""
        mind = self._mind
        if not mind.trust.check_head(head, mind.head) and mind.plan is not None:
            mind.changed = True  # the last answer again
            return
        check_time(head.scope, utc)
        if self.wanted is None or mind.trust.check_head(head, self.wanted[0]):
            self.wanted = (head, envelope)
            mind.hungry = True

    def fetched(self, fact: BodyFetched, utc: float | None) -> tuple[bytes, ...]:
        """Commit the plan that the wanted head names; return the alerts in it. Raises Refused."""
        if self.wanted is None or self.wanted[0].sha256 != fact.sha256:
            return ()
        head, envelope = self.wanted
        self.wanted = None
        body = read_body(fact.data)
        check_body(body, head, self._mind.identity.device)
        check_time(body.scope, utc)
        self._commit(head, envelope, body, fact.data, utc or 0.0)
        return body.emergencies

    def _commit(self, head: Head, envelope: bytes, body: Body, data: bytes, utc: float) -> None:
        mind = self._mind
        gone = self._cancelled(body) + self._withdrawn(body, utc) + _not_understood(body)
        records: list[Record] = [
            {
                "k": "plan",
                "sha": head.sha256,
                "env": base64.b64encode(envelope).decode(),
                "ep": head.scope.epoch,
            },
            event("plan", ver=head.version, sha=head.sha256, orders=len(body.orders)),
        ]
        if body.scope.issued > mind.memory.hold_issued and body.hold_until != mind.memory.hold_until:
            records.append({"k": "hold", "until": body.hold_until, "iat": body.scope.issued})
        mind.out.append(KeepBody(head.sha256, data))
        mind.diary.write(*records, *gone)
        mind.adopt(head, body, utc)
        self._conductor.forewarn(utc)
        if mind.memory.hold_until > utc:
            mind.stage.cut(Outcome.PARTIAL, "hold")
        mind.out.append(Subscribe(tuple(subscriptions(mind))))

    def _cancelled(self, body: Body) -> list[Record]:
        mind, expires = self._mind, float(body.scope.expires)
        if mind.stage.current and mind.stage.current.task.id.partition(":")[0] in body.cancelled:
            mind.stage.cut(Outcome.PARTIAL, "cancelled")
        held = {task.id: task for task in mind.planned()}
        records: list[Record] = []
        for name in body.cancelled:
            if mind.lives.pop(name, None):
                records.append({"k": "drop", "id": name})
            if name in mind.memory.closed or mind.stage.sounding(name):
                continue
            if name in held:
                records += self._conductor.close(held[name], Outcome.CANCELLED, "cancelled")
            records.append({"k": "closed", "id": name, "at": expires, "by": "plan"})
        return records

    def _withdrawn(self, body: Body, utc: float) -> list[Record]:
        """Tell of orders that the new plan has no more; not closed, for a later plan may have them again."""
        wanted = {order.id for order in body.orders} | set(body.cancelled)
        return [
            event("missed", task.id, outcome=Outcome.CANCELLED.value, reason="withdrawn")
            for task in self._mind.planned()
            if task.id not in wanted and task.start > utc and not self._mind.stage.sounding(task.id)
        ]


def _not_understood(body: Body) -> list[Record]:
    """Refuse the orders that insist on something this speaker does not know."""
    records: list[Record] = []
    for order in body.orders:
        if unknown := set(order.critical) - order.KNOWN:
            why = f"insists on {sorted(unknown)}"
            records.append(
                event("refused", order.id, code=Code.ROLE.value, why=why, outcome=Outcome.REJECTED.value)
            )
            records.append({"k": "closed", "id": order.id, "at": float(body.scope.expires)})
    return records


def subscriptions(mind: Mind) -> list[str]:
    """Return the topics this speaker hears."""
    return topics.for_speaker(mind.identity.site, mind.identity.device, mind.trust.groups)
