"""Writers of one process: each in its turn, and none kept out by one who writes piece after piece."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from broadcaster.db.session import Memory, open_memory
from broadcaster.db.turns import Turns


def test_turns_are_handed_on_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[int]()
    asking: list[threading.Thread] = []
    turns.take()
    for number in range(3):
        asking.append(threading.Thread(target=_write, args=(turns, order, number)))
        asking[-1].start()
        while len(turns._waiting) <= number:
            pass
    turns.give()
    turns.take()  # behind those three, though it was here just now
    order.append(3)
    turns.give()
    for each in asking:
        each.join()
    assert order == [0, 1, 2, 3]


def _write(turns: Turns, order: list[int], number: int) -> None:
    turns.take()
    order.append(number)
    turns.give()


def test_who_gives_up_waiting_takes_no_turn_away() -> None:
    turns = Turns()
    turns.take()
    with pytest.raises(PoolTimeout, match="no turn"):
        turns.take(patience_s=0)
    turns.give()
    turns.take(patience_s=0)


@pytest.fixture
def memory(tmp_path_factory: pytest.TempPathFactory) -> Memory:
    found = open_memory(f"sqlite:///{tmp_path_factory.mktemp('turns') / 'station.db'}")
    with found.writes.begin() as session:
        session.execute(text("CREATE TABLE numbers (number INTEGER)"))
    return found


def test_a_transaction_that_fails_gives_its_turn_back(memory: Memory) -> None:
    for statement in ("INSERT INTO nowhere VALUES (1)", "INSERT INTO numbers VALUES (1)"):
        try:
            with memory.writes.begin() as session:
                session.execute(text(statement))
        except Exception:  # noqa: BLE001  whatever the driver says
            assert "nowhere" in statement
    with memory.reads() as session:
        assert session.scalar(text("SELECT count(*) FROM numbers")) == 1
    memory.close()


def test_one_who_writes_without_end_keeps_nobody_out(memory: Memory) -> None:
    ending = threading.Event()

    def write_on() -> None:
        while not ending.is_set():
            with memory.writes.begin() as session:
                session.execute(text("INSERT INTO numbers VALUES (1)"))

    busy = threading.Thread(target=write_on)
    busy.start()
    for _ in range(20):
        with memory.writes.begin() as session:
            session.execute(text("INSERT INTO numbers VALUES (0)"))
    ending.set()
    busy.join()
    with memory.reads() as session:
        assert session.scalar(text("SELECT count(*) FROM numbers WHERE number = 0")) == 20
    memory.close()
