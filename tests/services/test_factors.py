"""Fresh factors over a real database: a password until there is a phone, then codes that work once."""

from datetime import datetime, timedelta

import pytest

from broadcaster.domain import totp
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.second_factor import SecondFactor
from broadcaster.services import factors
from tests.factories import NOW, PASSWORD, World

LATER = NOW + timedelta(minutes=1)


def code(secret: str, moment: datetime = NOW) -> str:
    return totp.code(secret, int(moment.timestamp()) // totp.STEP_S)


def with_phone(world: World) -> tuple[str, tuple[str, ...]]:
    with world.memory.writes.begin() as session:
        secret = factors.begin(session, world.approver, now=NOW).secret
        codes = factors.confirm(session, world.approver, password=PASSWORD, code=code(secret), now=NOW)
    return secret, codes


def prove(world: World, person: Person, typed: str, now: datetime = LATER) -> None:
    with world.memory.writes.begin() as session:
        factors.prove(session, person, typed, now=now)


def refused() -> pytest.RaisesExc[StationError]:
    return pytest.raises(StationError, match=r"^factor_refused")


def test_without_a_phone_the_password_proves(world: World) -> None:
    prove(world, world.approver, PASSWORD)
    with refused():
        prove(world, world.approver, "sai")


def test_with_a_phone_the_password_proves_nothing(world: World) -> None:
    secret, _ = with_phone(world)
    with refused():
        prove(world, world.approver, PASSWORD)
    prove(world, world.approver, code(secret, LATER))
    with refused():
        prove(world, world.approver, code(secret, LATER))


def test_the_code_of_the_setting_up_counts_no_more(world: World) -> None:
    secret, _ = with_phone(world)
    with refused():
        prove(world, world.approver, code(secret), NOW)


def test_a_recovery_code_works_once(world: World) -> None:
    _, codes = with_phone(world)
    prove(world, world.approver, codes[0])
    with refused():
        prove(world, world.approver, codes[0])


def test_a_code_is_not_used_up_by_an_act_that_failed(world: World) -> None:
    secret, _ = with_phone(world)
    with world.memory.writes() as session:
        factors.prove(session, world.approver, code(secret, LATER), now=LATER)
        session.rollback()
    prove(world, world.approver, code(secret, LATER))


def test_a_phone_counts_only_with_password_and_first_code(world: World) -> None:
    with world.memory.writes.begin() as session:
        secret = factors.begin(session, world.approver, now=NOW).secret
    for password, typed in ((PASSWORD, "000000"), ("sai", code(secret))):
        with refused(), world.memory.writes.begin() as session:
            factors.confirm(session, world.approver, password=password, code=typed, now=NOW)
    with world.memory.reads() as session:
        assert not factors.has_factor(session, world.approver.id)
    prove(world, world.approver, PASSWORD)


def test_a_phone_is_given_up_with_a_code_only(world: World) -> None:
    secret, _ = with_phone(world)
    with refused(), world.memory.writes.begin() as session:
        factors.remove(session, world.approver, PASSWORD, now=LATER)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^factor_present"):
        factors.begin(session, world.approver, now=LATER)
    with world.memory.writes.begin() as session:
        factors.remove(session, world.approver, code(secret, LATER), now=LATER)
    with world.memory.reads() as session:
        assert session.get(SecondFactor, world.approver.id) is None
