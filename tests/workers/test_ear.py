"""What is heard is written down before it is acknowledged; nothing that breaks loses a message or stops the line."""

import logging

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from broadcaster.adapters.signer_socket import SocketSigner
from broadcaster.bootstrap import Station
from broadcaster.db.speaker_tables import journal, rejects, speakers
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.status import SpeakerStatus
from broadcaster.mqtt import Delivery
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind
from broadcaster.services import reporting
from broadcaster.workers.ear import BUG, Ear
from broadcaster.workers.letters import Letter, Letters
from tests.counting import statements
from tests.fakes import HandClock
from tests.workers.wire import AS, BL, GS, SITE, Speaker, delivery


@pytest.fixture
def ear(station: Station, monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr("broadcaster.workers.ear._LISTEN_S", 0.0)
    return Ear(station, Letters(station))


def hear(ear: Ear, *deliveries: Delivery) -> tuple[list[Delivery], list[Letter]]:
    for each in deliveries:
        ear.take(each)
    return ear.listen(None), ear.answers()


def codes(station: Station) -> list[str]:
    with station.memory.reads() as session:
        return list(session.scalars(select(rejects.c.code).order_by(rejects.c.code)))


def events(station: Station) -> int:
    with station.memory.reads() as session:
        return session.scalar(select(func.count()).select_from(journal)) or 0


def status(station: Station, name: str = "GS-01") -> SpeakerStatus:
    with station.memory.reads() as session:
        return session.get_one(SpeakerStatus, (SITE, name))


def test_nothing_heard_is_nothing_safe(ear: Ear) -> None:
    assert hear(ear) == ([], [])


def test_events_are_kept_and_answered_once_per_speaker(ear: Ear, station: Station) -> None:
    told = [GS.event(1), GS.event(2), AS.event(1), GS.event(3)]
    safe, answers = hear(ear, *told)
    assert safe == told
    assert [(topic.kind, topic.name) for topic, _ in answers] == [
        (Kind.EVACK, "GS-01"),
        (Kind.EVACK, "AS-01"),
    ]
    assert (events(station), status(station).journal_to) == (4, 3)


def test_a_hello_is_answered_with_the_time_and_the_journals_end(ear: Ear) -> None:
    _, answers = hear(ear, GS.hello(first_event=7))
    assert [topic.kind for topic, _ in answers] == [Kind.TIME, Kind.EVACK]


@pytest.mark.slow
def test_five_hundred_hellos_at_once(ear: Ear, station: Station) -> None:
    safe, answers = hear(ear, *(speaker.hello() for speaker in [GS, AS, BL] * 167))
    assert (len(safe), len(answers), ear.waiting) == (
        501,
        6,
        0,
    )  # nobody waits for the answer to an older one


def test_forged_foreign_and_malformed_words_are_counted_kept_and_not_believed(
    ear: Ear, station: Station
) -> None:
    good = GS.event(1)
    thief = Speaker("GS-01")
    thief.key = AS.key
    flipped = good.payload[:-2] + bytes([good.payload[-2] ^ 1]) + good.payload[-1:]
    bad = [
        delivery(good.topic, b"hello"),  # no envelope
        thief.event(2),  # another speaker's key
        delivery(good.topic, flipped),  # a changed byte
        delivery(AS.event(1).topic, good.payload),  # one speaker's word by another's topic
        delivery("loa/1/mai-khe/u/XX-99/ev", good.payload),  # nobody of that name
        delivery("somewhere/else", good.payload),
        delivery(f"loa/1/{SITE}/u/GS-01/ev", b""),
    ]
    safe, answers = hear(ear, *bad, good)
    assert safe == [*bad, good]  # the broker need not keep any of them
    assert len(codes(station)) == len(bad)
    assert set(codes(station)) <= {"E01", "E02", "E03", "E04"}
    assert (events(station), len(answers)) == (1, 1)


def test_a_message_that_breaks_us_is_put_aside_and_the_others_go_through(
    ear: Ear, station: Station, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = reporting.hear_report

    def breaks(session: object, one: SpeakerStatus, *rest: object, **more: object) -> None:
        if one.device_id == "AS-01":
            raise ZeroDivisionError("a bug of ours")
        real(session, one, *rest, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(reporting, "hear_report", breaks)
    told = [GS.event(1), AS.report(1, ""), BL.report(4, "")]
    with caplog.at_level(logging.CRITICAL):
        safe, answers = hear(ear, *told)
    assert safe == told
    assert codes(station) == [BUG]
    assert (events(station), status(station, "BL-01").version, len(answers)) == (1, 4, 1)
    assert hear(ear) == ([], [])


def test_what_the_database_cannot_take_waits_and_is_written_later(
    ear: Ear, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reporting, "known_speakers", _database_is_gone)
        with pytest.raises(OperationalError):
            hear(ear, GS.event(1))
        with pytest.raises(OperationalError):
            hear(ear, GS.event(2))
        assert (ear.waiting, events(station)) == (2, 0)
    safe, _ = hear(ear)
    assert (len(safe), events(station), ear.waiting) == (2, 2, 0)


def test_the_database_may_go_while_each_is_written_on_its_own(
    ear: Ear, station: Station, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A batch breaks on a bug; the first message is written, and then the database goes."""
    calls = iter([ZeroDivisionError("bug"), None, OperationalError("", {}, Exception("disk full"))])
    real = reporting.known_speakers

    def fails(*known: object) -> object:
        trouble = next(calls, None)
        if trouble:
            raise trouble
        return real(*known)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(reporting, "known_speakers", fails)
    with caplog.at_level(logging.CRITICAL):
        safe, _ = hear(ear, GS.event(1), GS.event(2), GS.event(3))
    assert [each.payload for each in safe] == [GS.event(1).payload]
    assert (events(station), ear.waiting) == (1, 2)
    assert len(hear(ear)[0]) == 2
    assert (events(station), codes(station)) == (3, [])


def test_what_the_broker_had_kept_proves_no_presence(ear: Ear, station: Station) -> None:
    hear(ear, GS.state(retained=True))
    assert (status(station).said_on, status(station).seen_at) == (True, None)
    hear(ear, GS.state())
    assert status(station).seen_at is not None


@pytest.mark.parametrize(
    "data",
    [
        {"i": 0, "outcome": "DONE", "played_s": 1e15, "start_error_ms": -(2**53) + 1, "ended_at": 2**53 - 1},
        {"i": -5, "outcome": "WHATEVER", "played_s": -1, "reason": "\0nul"},
        {"i": 2**53 - 1, "outcome": True, "started_at": "yesterday"},
    ],
)
def test_odd_numbers_in_an_honest_speakers_event_are_bounded(
    ear: Ear, station: Station, data: dict[str, object]
) -> None:
    hear(ear, GS.event(1, "ended", "b" * 20, **data))
    assert (events(station), codes(station)) == (1, [])


def test_statements_do_not_multiply_with_messages(ear: Ear, station: Station) -> None:
    """A batch of a hundred events costs as many statements as one of ten."""

    first = [GS.event(number) for number in range(1, 11)]
    second = [GS.event(number) for number in range(11, 111)]
    with statements(station.memory) as few:
        hear(ear, *first)
    with statements(station.memory) as many:
        hear(ear, *second)
    assert len(many) == len(few)


def test_a_speaker_that_left_meanwhile_breaks_nothing(ear: Ear, station: Station) -> None:
    told = GS.event(1)
    with station.memory.writes.begin() as session:
        session.execute(speakers.delete().where(speakers.c.device_id == "GS-01"))
    assert hear(ear, told)[0] == [told]
    assert codes(station) == ["E02"]


def _database_is_gone(*_: object) -> object:
    raise OperationalError("SELECT", {}, Exception("database is locked"))


def test_without_a_signer_what_was_heard_is_safe_and_the_answers_wait(ear: Ear, station: Station) -> None:
    signer = station.signer
    station.signer = SocketSigner(station.settings.path("nobody.sock"), patience_s=0)
    for number in (1, 2):
        with pytest.raises(DeliveryError, match="no signer"):
            hear(ear, GS.event(number), AS.hello())
    assert (events(station), codes(station), ear.waiting) == (2, [], 0)
    station.signer = signer
    owed = {(Kind.EVACK, "GS-01"), (Kind.TIME, "AS-01"), (Kind.EVACK, "AS-01")}
    assert {(topic.kind, topic.name) for topic, _ in ear.answers()} == owed
    assert ear.answers() == []


def test_nothing_is_signed_while_nobody_else_can_write(ear: Ear, station: Station) -> None:
    asked: list[bool] = []

    class Signer:
        def sign(self, role: Role, payload: bytes) -> bytes:
            with station.memory.writes.begin() as session:  # waits for whoever writes
                asked.append(session.is_active)
            return payload

        def public(self, role: Role) -> bytes:
            raise KeyError(role)

    station.signer = Signer()
    assert len(hear(ear, GS.event(1), AS.hello())[1]) == len(asked) == 3


def test_a_report_that_is_said_again_brings_nobody_back(ear: Ear, station: Station, clock: HandClock) -> None:
    report = GS.report(0, "")
    hear(ear, report)
    seen_at = status(station).seen_at
    clock.advance(minutes=5)
    safe, _ = hear(ear, report)
    assert safe == [report]
    assert status(station).seen_at == seen_at


def test_a_speaker_with_an_older_list_of_keys_is_told_the_newest_but_not_at_every_word(
    ear: Ear, station: Station, clock: HandClock
) -> None:
    station.key_version = 3
    told = [topic.kind for _ in range(3) for topic, _ in hear(ear, GS.report(0, ""), AS.report(0, ""))[1]]
    assert told == [Kind.KEYS]
    clock.advance(seconds=15)
    assert [topic.kind for topic, _ in hear(ear, GS.report(0, ""))[1]] == [Kind.KEYS]
    station.key_version = 0
    assert hear(ear, GS.report(0, ""))[1] == []
