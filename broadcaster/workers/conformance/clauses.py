"""The clauses of docs/protocol.md that can be seen from outside, in the order in which they are tried."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from broadcaster.protocol.codec import seal
from broadcaster.protocol.messages import (
    Event,
    Hello,
    LiveOrder,
    Order,
    OrderClass,
    Report,
    State,
    Stop,
    spell,
)
from broadcaster.protocol.reports import ClockState
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.topics import Kind
from broadcaster.workers.conformance.desk import BrokenClauseError, Desk

START_ERROR_MS: Final = 1_000


@dataclass(frozen=True)
class Verdict:
    """What became of one clause; `broken` is empty where it is kept."""

    clause: str
    broken: str = ""


def _connects(desk: Desk) -> None:
    desk.send_keys()
    desk.send_policy()
    desk.until(lambda: desk.all(State), 40, "no state came")
    desk.until(lambda: desk.all(Hello), 10, "no hello came")
    if not desk.all(State)[-1].online:
        raise BrokenClauseError("the last state says that it is not online")


def _asks_again(desk: Desk) -> None:
    since = len(desk.said)
    desk.until(lambda: len(desk.all(Hello, since)) >= 2, 14, "without a clock it does not ask every 5 s")
    first, second = desk.all(Hello, since)[:2]
    if first.nonce == second.nonce:
        raise BrokenClauseError("the same nonce twice")


def _refuses_foreign_nonce(desk: Desk) -> None:
    desk.answer("00112233445566778899aabbccddeeff")
    since = len(desk.said)
    desk.until(lambda: desk.all(Hello, since), 8, "no hello came")
    if desk.all(Hello, since)[-1].clock is not ClockState.UNTRUSTED:
        raise BrokenClauseError("it took an answer to a question that it had not asked")


def _waits_for_time(desk: Desk) -> None:
    head = desk.plan()
    desk.say_head(head)
    desk.wait(2)
    if desk.has_version(head.version):
        raise BrokenClauseError("it adopted a plan without knowing the time")
    desk.answers_time = True
    desk.until(lambda: desk.has_version(head.version), 15, "it did not adopt the head that had waited")
    if desk.all(Report)[-1].clock is ClockState.UNTRUSTED:
        raise BrokenClauseError("its clock is still untrusted")


def _answers_same_head(desk: Desk) -> None:
    head = desk.plan()
    desk.say_head(head)
    desk.until(lambda: desk.has_version(head.version), 10, "it did not adopt a newer plan")
    since = len(desk.said)
    desk.say_head(head)
    desk.until(lambda: desk.all(Report, since), 5, "the same head again brought no report")
    if desk.events("refused", since=since):
        raise BrokenClauseError("the same head again was refused")


def _refusal(code: str, send: Callable[[Desk], None]) -> Callable[[Desk], None]:
    def check(desk: Desk) -> None:
        since = len(desk.said)
        send(desk)
        desk.until(lambda: desk.events("refused", since=since), 8, f"no event tells of a refusal with {code}")
        told = desk.events("refused", since=since)[0].data.get("code")
        if told != code:
            raise BrokenClauseError(f"refused with {told}")

    return check


def _head_bytes(desk: Desk) -> bytes:
    return desk.seal(Role.ORDER, desk.plan())


def _twice(desk: Desk) -> None:
    payload = spell(desk.plan()).replace(b'{"t":"head"', b'{"t":"head","t":"head"')
    desk.send(Kind.HEAD, seal(payload, desk.keys.keys[Role.ORDER]))


def _stranger(desk: Desk) -> None:
    desk.send(Kind.HEAD, seal(spell(desk.plan()), Ed25519Key(b"stranger".ljust(32))))


def _forged(desk: Desk) -> None:
    envelope = _head_bytes(desk)
    desk.send(Kind.HEAD, envelope[:20] + bytes([envelope[20] ^ 1]) + envelope[21:])


def _elsewhere(desk: Desk) -> None:
    head = desk.plan()
    desk.say_head(replace(head, scope=replace(head.scope, devices=("NOBODY-1",))))


def _wrong_role(desk: Desk) -> None:
    desk.send(Kind.HEAD, desk.seal(Role.POLICY, desk.plan()))


def _older_epoch(desk: Desk) -> None:
    head = desk.plan()
    desk.say_head(replace(head, scope=replace(head.scope, epoch=desk.epoch - 1)))


def _older_version(desk: Desk) -> None:
    head = desk.plan()
    desk.say_head(replace(head, version=1))


def _expired(desk: Desk) -> None:
    desk.say_head(desk.plan(life_s=-60))


def _plays(desk: Desk) -> None:
    order = desk.order(time.time() + 6)
    desk.say_head(desk.plan(order))
    desk.until(lambda: desk.events("ended", order.id), 16, "no event says that it was played")
    began, ended = desk.events("started", order.id), desk.events("ended", order.id)
    if len(began) != 1 or abs(int(began[0].data["start_error_ms"])) > START_ERROR_MS:
        raise BrokenClauseError(f"it began {len(began)} times, or not within a second of its instant")
    if ended[0].data["outcome"] != "DONE":
        raise BrokenClauseError(f"it ended as {ended[0].data['outcome']}")
    since = len(desk.said)
    desk.say_head(desk.plan(order))
    desk.wait(3)
    if desk.events("started", order.id, since):
        raise BrokenClauseError("told again in a newer plan, it was played again")


def _misses(desk: Desk) -> None:
    order = desk.order(time.time() - 30, late_s=5)
    desk.say_head(desk.plan(order))
    desk.until(lambda: desk.events("missed", order.id), 8, "no event says that it was missed")
    if desk.events("started", order.id):
        raise BrokenClauseError("it was played after its window")


def _cancels(desk: Desk) -> None:
    order = desk.order(time.time() + 7)
    desk.say_head(desk.plan(order))
    desk.until(lambda: desk.has_version(desk.version), 6, "it did not adopt the plan")
    desk.say_head(desk.plan(cancelled=(order.id,)))
    desk.wait(max(0.0, order.start - time.time()) + 3)
    if desk.events("started", order.id):
        raise BrokenClauseError("a cancelled order was played")


def _alarms(desk: Desk) -> None:
    sound = desk.sound
    order = replace(desk.order(0), kind=OrderClass.EMERGENCY, overrides_quiet=True)
    envelope = desk.seal(Role.EMERGENCY, LiveOrder(desk.scope(life_s=60), order, (sound,)))
    desk.send(Kind.CMD, envelope)
    desk.until(lambda: desk.events("ended", order.id), 10, "an emergency was not played")
    desk.send(Kind.CMD, envelope)
    desk.wait(3)
    if len(desk.events("started", order.id)) != 1:
        raise BrokenClauseError("the same emergency again was played again")


def _stops(desk: Desk) -> None:
    order: Order = desk.order(time.time() + 5, late_s=2)
    desk.say_head(desk.plan(order))
    desk.until(lambda: desk.has_version(desk.version), 5, "it did not adopt the plan")
    stop = Stop(desk.scope(life_s=60), f"s-{order.id}", "all", 12)
    desk.send(Kind.CMD, desk.seal(Role.STOP, stop))
    desk.until(lambda: desk.events("stopped", stop.id), 4, "no event says that it stopped")
    desk.until(lambda: desk.events("missed", order.id), 12, "what fell into the hold is not told as missed")
    if desk.events("started", order.id):
        raise BrokenClauseError("something sounded in the hold")


def _numbers_events(desk: Desk) -> None:
    numbers = sorted({event.number for event in desk.all(Event)})
    if not numbers or numbers != list(range(numbers[0], numbers[-1] + 1)):
        raise BrokenClauseError(f"numbers are missing between {numbers[:1]} and {numbers[-1:]}")


def _new_epoch(desk: Desk) -> None:
    desk.epoch, desk.version = desk.epoch + 1, 0
    desk.send_keys()
    desk.send_policy()
    head = desk.plan()
    desk.say_head(head)
    desk.until(lambda: desk.has_version(1), 10, "it did not begin anew with version 1 of the new epoch")


CLAUSES: Final[dict[str, Callable[[Desk], None]]] = {
    "2, 10: state and hello, signed with its own key": _connects,
    "8: without a clock it asks every 5 s, each time with another nonce": _asks_again,
    "8: an answer to another nonce does not count": _refuses_foreign_nonce,
    "7: without a clock a head waits (E09); with it, it is adopted and reported": _waits_for_time,
    "5: the same head again brings the report again": _answers_same_head,
    "7: E01, a key twice in one object": _refusal("E01", _twice),
    "7: E02, an unknown key": _refusal("E02", _stranger),
    "7: E03, a false signature": _refusal("E03", _forged),
    "7: E04, another device": _refusal("E04", _elsewhere),
    "7: E05, a key outside its role": _refusal("E05", _wrong_role),
    "7: E06, an older epoch": _refusal("E06", _older_epoch),
    "7: E07, an older version": _refusal("E07", _older_version),
    "7: E08, an expired head": _refusal("E08", _expired),
    "9: it plays at its second, once": _plays,
    "9: what cannot begin in its window is missed": _misses,
    "5: a cancelled order is silent": _cancels,
    "6: an emergency is played at once, and once": _alarms,
    "6: stop, and the hold": _stops,
    "11: events are numbered without gaps": _numbers_events,
    "4: a new epoch begins with version 1": _new_epoch,
}


def try_all(desk: Desk) -> Iterator[Verdict]:
    """Try every clause, one after another."""
    for name, check in CLAUSES.items():
        try:
            check(desk)
        except BrokenClauseError as broken:
            yield Verdict(name, str(broken))
        else:
            yield Verdict(name)
