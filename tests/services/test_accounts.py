"""People and what they may do."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from broadcaster.db.commune_tables import audit
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person, Role
from broadcaster.services import accounts
from tests.factories import NOW, PASSWORD, World

GOOD = "trống đồng 1924"


def add(world: World, by: Person, **changes: object) -> Person:
    told: dict[str, object] = {
        "login": "moi",
        "full_name": "Người Mới",
        "role": Role.VIEWER,
        "password": GOOD,
        "now": NOW,
    }
    with world.memory.writes.begin() as session:
        return accounts.add_person(session, by=by, **(told | changes))  # type: ignore[arg-type]  # a test's shorthand


def test_a_new_account_signs_in_and_is_written_down(world: World) -> None:
    made = add(world, world.administrator, login=" Moi ")
    with world.memory.reads() as session:
        assert accounts.sign_in(session, login="MOI", password=GOOD).id == made.id
        acts = session.scalars(select(audit.c.act).where(audit.c.subject == made.id)).all()
    assert acts == ["account_added"]
    assert GOOD not in made.password_hash


def test_a_password_costs_a_thief_what_it_should(real_hasher: PasswordHasher) -> None:
    assert real_hasher.hash(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"login": "operator"}, "login_taken"),
        ({"login": "a b"}, "login_invalid"),
        ({"login": "x"}, "login_invalid"),
        ({"full_name": "  "}, "name_missing"),
        ({"role": Role.HAMLET_HEAD}, "hamlet_missing"),
        ({"role": Role.HAMLET_HEAD, "hamlet": "nowhere"}, "hamlet_unknown"),
        ({"hamlet": "ao-sen"}, "hamlet_unwanted"),
        ({"password": "kurz"}, "password_short"),
        ({"password": "x" * 129}, "password_long"),
        ({"password": "19751975"}, "password_easy"),
        ({"password": "moi-moi-moi"}, "password_easy"),
    ],
)
def test_an_account_that_could_not_work_is_refused(
    world: World, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(StationError, match=code):
        add(world, world.administrator, **changes)


def test_only_an_administrator_keeps_accounts(world: World) -> None:
    for person in (world.operator, world.approver, world.technician, world.viewer, world.hamlet_head):
        with pytest.raises(StationError, match="not_allowed"):
            add(world, person)


def test_every_cause_of_refusal_looks_the_same(world: World) -> None:
    with world.memory.writes.begin() as session:
        accounts.set_active(session, world.viewer.id, active=False, by=world.administrator, now=NOW)
    tries = [("nobody", PASSWORD), ("operator", "falsch"), ("viewer", PASSWORD), ("operator", "")]
    told = set()
    with world.memory.reads() as session:
        for login, password in tries:
            with pytest.raises(StationError) as refused:
                accounts.sign_in(session, login=login, password=password)
            told.add(str(refused.value))
    assert told == {"sign_in_refused"}


def test_rights_that_change_end_every_session(world: World) -> None:
    before = world.viewer.session_epoch
    with world.memory.writes.begin() as session:
        accounts.set_active(session, world.viewer.id, active=False, by=world.administrator, now=NOW)
        person = accounts.set_password(
            session, world.viewer.id, password=GOOD, by=world.administrator, now=NOW
        )
        assert (person.session_epoch, person.may(Act.SEE_STATION)) == (before + 2, False)


def test_nobody_locks_the_door_behind_themselves(world: World) -> None:
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="own_account"):
        accounts.set_active(session, world.administrator.id, active=False, by=world.administrator, now=NOW)


def test_ones_own_password_is_ones_own(world: World) -> None:
    with world.memory.writes.begin() as session:
        accounts.set_password(session, world.viewer.id, password=GOOD, by=world.viewer, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            accounts.set_password(session, world.operator.id, password=GOOD, by=world.viewer, now=NOW)


def test_nobody_both_writes_and_approves_and_keepers_publish_nothing() -> None:
    for role in Role:
        person = Person("id", "mai-khe", "x", "X", role, None, "", NOW)
        acts = {act for act in Act if person.may(act)}
        assert not {Act.WRITE, Act.APPROVE} <= acts
        if Act.KEEP_PEOPLE in acts or Act.KEEP_FLEET in acts:
            assert acts.isdisjoint({Act.WRITE, Act.APPROVE, Act.SCHEDULE})
