"""Claims over a real database: who may open one, who may use it, and who gets in."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.db.commune_tables import audit
from broadcaster.domain.enrolment import Claim, ClaimState, spoken_digits
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import enrolment
from tests.factories import NOW, World

KEY, OTHER, ROOT = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
SECRET = {"sha256": "ab" * 32, "mosquitto": "$7$101$a$b"}


def opened(world: World) -> Claim:
    with world.memory.writes.begin() as session:
        return enrolment.open_claim(session, "GS-01", by=world.technician, now=NOW)


def asked(world: World, code: str, key: bytes = KEY, now: datetime = NOW) -> str | None:
    with world.memory.writes.begin() as session:
        return enrolment.take_up(
            session,
            world.commune_id,
            "GS-01",
            public_key=key.hex(),
            is_proven_by=lambda known: known == code,
            credential=SECRET,
            now=now,
        )


def typed(world: World, digits: str) -> bool:
    with world.memory.writes.begin() as session:
        return enrolment.confirm(session, "GS-01", digits, root=ROOT, by=world.technician, now=NOW)


def key_of(world: World) -> str:
    with world.memory.reads() as session:
        status = session.get(SpeakerStatus, (world.commune_id, "GS-01"))
        assert status is not None
        return status.public_key


def test_only_the_digits_let_a_speaker_in(world: World) -> None:
    before, code = key_of(world), opened(world).code
    assert asked(world, code) == code
    assert key_of(world) == before, "knowing the code is not enough"
    assert not typed(world, "000000")
    assert typed(world, spoken_digits(KEY, ROOT))
    assert key_of(world) == KEY.hex()
    with world.memory.reads() as session:
        assert enrolment.claim_of(session, world.commune_id, "GS-01") is None
        acts = list(session.execute(select(audit.c.act, audit.c.person_id).where(audit.c.subject == "GS-01")))
    assert acts[-1] == ("speaker_enrolled", world.technician.id)


def test_digits_of_another_station_are_wrong(world: World) -> None:
    asked(world, opened(world).code)
    assert not typed(world, spoken_digits(KEY, OTHER)), "what a speaker says that a false station has claimed"


def test_five_wrong_codes_lock_the_claim_even_for_the_right_one(world: World) -> None:
    code = opened(world).code
    assert [asked(world, "WRONG") for _ in range(5)] == [None] * 5
    assert asked(world, code) is None
    with world.memory.reads() as session:
        claim = enrolment.claim_of(session, world.commune_id, "GS-01")
        assert claim is not None
        assert claim.state(NOW) is ClaimState.LOCKED
        assert "claim_locked" in set(session.scalars(select(audit.c.act)))


def test_a_code_that_was_used_is_worth_nothing_to_another_speaker(world: World) -> None:
    code = opened(world).code
    assert asked(world, code) == code
    assert asked(world, code, OTHER) is None
    assert asked(world, code) == code, "an answer that got lost"


def test_a_new_code_voids_the_old_one_and_time_voids_both(world: World) -> None:
    old, new = opened(world).code, opened(world).code
    assert old != new
    assert len(new) == 10
    assert asked(world, old) is None
    assert asked(world, new, now=NOW + timedelta(minutes=16)) is None


def test_nobody_else_opens_or_settles_a_claim(world: World) -> None:
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_allowed"):
        enrolment.open_claim(session, "GS-01", by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_found"):
        enrolment.open_claim(session, "KHAC-01", by=world.technician, now=NOW)
    opened(world)
    with pytest.raises(StationError, match="claim_over"):
        typed(world, "123456")
