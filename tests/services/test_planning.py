"""Schedules become broadcasts, and every (broadcast, speaker) pair its row, once."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import func, select, update

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.domain.asrun import TAKEN_BACK, Outcome
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.calendar import local
from broadcaster.domain.fleet import Fleet
from broadcaster.services import (
    bulletins,
    dispatching,
    fleet,
    one_off,
    planning,
    planning_marks,
    timetable_changes,
    timetable_proposals,
)
from tests.factories import FLEET, NOW, TODAY, World, approved, news_at, planned, wording

FIVE_PM = time(17)
AIR_AT = NOW + timedelta(hours=7)
"""Seventeen o'clock of the same day."""
DAYS, HAMLETS, SPEAKERS = 7, 3, 4


def foreseen(world: World, now: datetime = NOW) -> int:
    with world.memory.reads() as session:
        return sum(len(write.rows) for write in planning.foresee(session, world.commune_id, now=now))


def outcomes(world: World) -> dict[tuple[str, Outcome, str], int]:
    with world.memory.reads() as session:
        rows = session.execute(
            select(as_run.c.device_id, as_run.c.outcome, as_run.c.reason, func.count()).group_by(
                as_run.c.device_id, as_run.c.outcome, as_run.c.reason
            )
        )
        return {(row[0], row[1], row[2]): row[3] for row in rows}


def first_broadcast(world: World, hamlet: str = "go-sai") -> Broadcast:
    with world.memory.reads() as session:
        return session.scalars(
            select(Broadcast).where(broadcasts.c.hamlet == hamlet).order_by(broadcasts.c.start_at).limit(1)
        ).one()


def sent(world: World) -> None:
    """Let every plan go out, as the gateway does."""
    with world.memory.writes.begin() as session:
        due = dispatching.due(session, world.commune_id, now=NOW, limit=100)
        heads = [dispatching.made(each.desired, each.desired.digest.encode()) for each in due]
        dispatching.said(session, world.commune_id, heads, now=NOW)


def test_each_day_each_hamlet_and_each_speaker_has_its_row(world: World) -> None:
    bulletin = approved(world, wording(expires_on=TODAY + timedelta(days=30)))
    news_at(world, FIVE_PM)
    planned(world)
    with world.memory.reads() as session:
        assert session.scalar(select(func.count()).select_from(broadcasts)) == DAYS * HAMLETS
        assert session.scalar(select(func.count()).select_from(as_run)) == DAYS * SPEAKERS
    first = first_broadcast(world)
    assert first.start_at == AIR_AT
    assert [item.bulletin_id for item in first.rundown.items if item.bulletin_id] == [bulletin.id]


def test_planning_again_changes_nothing(world: World) -> None:
    approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    assert foreseen(world) == 0
    assert foreseen(world, NOW + timedelta(minutes=30)) == 0


def test_a_crash_between_two_pieces_is_made_good(world: World) -> None:
    approved(world)
    news_at(world, FIVE_PM)
    with world.memory.writes.begin() as session:
        planning.foresee(session, world.commune_id, now=NOW)[0].run(
            session
        )  # broadcasts, and then the power cut
    planned(world)
    assert (
        sum(outcomes(world).values()) == len([day for day in range(DAYS) if day <= 5]) * SPEAKERS
    )  # the bulletin lasts five days, and without words nothing airs


def test_a_withdrawn_bulletin_falls_out_of_every_plan(world: World) -> None:
    bulletin = approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    with world.memory.writes.begin() as session:
        bulletins.withdraw(session, bulletin.id, reason="Sai ngày.", by=world.operator, now=NOW)
    planned(world)
    assert first_broadcast(world).state is BroadcastState.WITHDRAWN
    assert outcomes(world) == {}  # nobody had heard of them


def test_what_speakers_had_heard_of_is_cancelled_and_can_come_back(world: World) -> None:
    approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    sent(world)
    with world.memory.writes.begin() as session:
        skipped = timetable_proposals.skip_day(session, TODAY, by=world.operator, now=NOW)
        change = timetable_changes.save(session, skipped, by=world.operator, now=NOW)
    planned(world)
    assert outcomes(world)["GS-01", Outcome.CANCELLED, TAKEN_BACK] == 1
    with world.memory.writes.begin() as session:
        timetable_changes.undo(session, change, by=world.operator, now=NOW)
    planned(world)
    assert first_broadcast(world).state is BroadcastState.PLANNED
    assert outcomes(world)["GS-01", Outcome.PLANNED, ""] == 1


def test_a_speaker_forgets_for_good_only_what_a_person_cancelled(world: World) -> None:
    approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    withdrawn = first_broadcast(world).id
    with world.memory.writes.begin() as session:
        skipped = timetable_proposals.skip_day(session, TODAY, by=world.operator, now=NOW)
        timetable_changes.save(session, skipped, by=world.operator, now=NOW)
    planned(world)
    with world.memory.reads() as session:
        plan = dispatching.due(session, world.commune_id, now=NOW, limit=1)[0].desired.plan
        assert withdrawn not in [order["id"] for order in plan["orders"]]
        assert plan["cancelled"] == []


def test_near_air_nothing_new_comes_in_but_withdrawn_words_fall_out(world: World) -> None:
    old = approved(world, wording(text="Cũ."))
    news_at(world, FIVE_PM)
    planned(world)
    near = AIR_AT - planning.FREEZE
    approved(world, wording(text="Mới."), now=near)
    planned(world, now=near)
    assert [item.bulletin_id for item in first_broadcast(world).rundown.items] == [old.id]
    with world.memory.writes.begin() as session:
        bulletins.withdraw(session, old.id, reason="Sai.", by=world.approver, now=near)
    planned(world, now=near)
    assert old.id not in [item.bulletin_id for item in first_broadcast(world).rundown.items]


def test_another_title_sends_nobody_a_new_plan_and_resets_no_row(world: World) -> None:
    bulletin = approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    sent(world)
    with world.memory.writes.begin() as session:
        row = session.get_one(type(bulletin), bulletin.id)
        row.title = "Một tên khác"
        planning_marks.want(session, world.commune_id)
    assert foreseen(world) > 0
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=NOW)
        assert dispatching.refresh(session, world.commune_id, now=NOW) == 0
    assert set(outcomes(world)) == {(device.id, Outcome.SENT, "") for device in FLEET.devices}


def test_a_new_speaker_joins_what_is_planned_and_one_that_went_leaves_it(world: World) -> None:
    approved(world)
    news_at(world, FIVE_PM)
    planned(world)
    sent(world)
    moved = [device for device in FLEET.devices if device.id != "GS-02"]
    moved.append(replace(FLEET.devices[0], id="GS-03", households=10))
    with world.memory.writes.begin() as session:
        fleet.apply(session, Fleet(FLEET.commune, FLEET.hamlets, tuple(moved)), old=FLEET, now=NOW)
    planned(world)
    told = outcomes(world)
    assert told["GS-03", Outcome.PLANNED, ""] == told["GS-01", Outcome.SENT, ""] == 6
    assert told["GS-02", Outcome.CANCELLED, TAKEN_BACK] == 6
    with world.memory.reads() as session:
        gone = {
            each.desired.device_id: each
            for each in dispatching.due(session, world.commune_id, now=NOW, limit=10)
        }["GS-02"]
        assert (gone.device, gone.desired.plan["orders"]) == (None, [])


def test_a_wish_is_open_until_plans_were_made_for_it(world: World) -> None:
    with world.memory.writes.begin() as session:
        wish = planning_marks.newest_wish(session, world.commune_id)
        assert planning_marks.is_open(session, world.commune_id)
        planning_marks.want(session, world.commune_id)
        assert not planning_marks.is_newest(session, world.commune_id, wish)
        planning_marks.fulfil(session, world.commune_id, wish, now=NOW)
        assert planning_marks.is_open(session, world.commune_id)
        planning_marks.fulfil(session, world.commune_id, wish + 1, now=NOW)
        assert not planning_marks.is_open(session, world.commune_id)


def promised(world: World, *, seconds: float = 30) -> datetime:
    """Put a bulletin on air once, soon; return when."""
    bulletin = approved(world, wording(expires_on=TODAY))
    starts = NOW + timedelta(seconds=seconds)
    with world.memory.writes.begin() as session:
        one_off.air_once(
            session,
            bulletin.id,
            on=TODAY,
            at=local(starts, FLEET.commune.zone).time(),
            hamlets=(),
            by=world.operator,
            now=NOW,
        )
    return starts


def test_what_was_promised_while_nobody_planned_has_its_rows_all_the_same(world: World) -> None:
    """The station was down over its start: speakers will say that it came too late, and the log has it."""
    starts = promised(world)
    planned(world, now=starts + timedelta(minutes=10))
    assert set(outcomes(world)) == {(device.id, Outcome.PLANNED, "") for device in FLEET.devices}
    assert foreseen(world, starts + timedelta(minutes=11)) == 0


def test_what_was_taken_back_in_time_is_not_remembered_afterwards(world: World) -> None:
    starts = promised(world)
    planned(world)
    with world.memory.writes.begin() as session:
        session.execute(update(broadcasts).values(state=BroadcastState.WITHDRAWN))
    assert foreseen(world, starts + timedelta(minutes=1)) == 0
