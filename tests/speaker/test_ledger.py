"""The journal: whatever tears it, every transaction is there whole or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.speaker.ledger import Ledger, Record
from broadcaster.speaker.memory import EVENT_RING, Memory

TRANSACTIONS: list[list[Record]] = [
    [{"k": "boot"}],
    [{"k": "mark", "id": "b1", "i": 0, "at": 1.5, "s": 3.0}, {"k": "stop", "id": "sáng", "at": 9.0}],
    [{"k": "end", "id": "b1", "i": 0, "s": 3.0}],
]


def filled(path: Path) -> bytes:
    ledger = Ledger(path)
    for records in TRANSACTIONS:
        ledger.store(records)
    ledger.close()
    return path.read_bytes()


def test_what_is_stored_is_read(tmp_path: Path) -> None:
    filled(tmp_path / "journal")
    assert list(Ledger(tmp_path / "journal").records()) == [
        one for records in TRANSACTIONS for one in records
    ]


def test_torn_at_every_byte_whole_transactions_stay_and_new_ones_can_follow(tmp_path: Path) -> None:
    whole = filled(tmp_path / "journal")
    ends = [n + 1 for n, byte in enumerate(whole) if byte == 10]
    for cut in range(len(whole)):
        path = tmp_path / "torn"
        path.write_bytes(whole[:cut])
        ledger = Ledger(path)
        kept = sum(end - 1 <= cut for end in ends)  # a line whose newline alone is missing is whole
        expected = [one for records in TRANSACTIONS[:kept] for one in records]
        assert list(ledger.records()) == expected, cut
        ledger.store([{"k": "boot"}])
        assert list(ledger.records()) == [*expected, {"k": "boot"}], cut
        ledger.close()


def test_a_rotten_byte_anywhere_costs_at_most_the_lines_it_touches(tmp_path: Path) -> None:
    whole = filled(tmp_path / "journal")
    for place in range(len(whole)):
        rotten = bytearray(whole)
        rotten[place] ^= 0x55
        path = tmp_path / "rotten"
        path.write_bytes(bytes(rotten))
        ledger = Ledger(path)
        found = list(ledger.records())
        ledger.close()
        assert all(any(one in records for records in TRANSACTIONS) for one in found)
        assert len(found) >= 4 - 3


def test_a_rewrite_is_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    filled(path)
    ledger = Ledger(path)
    (tmp_path / "journal.new").write_bytes(b"left by a crash")
    ledger.rewrite([{"k": "boot"}])
    ledger.store([{"k": "boot"}])
    ledger.close()
    assert list(Ledger(path).records()) == [{"k": "boot"}] * 2


def test_a_record_is_on_the_disk_before_store_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def counting(file: int) -> None:
        real(file)
        synced.append(os.fstat(file).st_size)

    monkeypatch.setattr(os, "fsync", counting)
    ledger = Ledger(tmp_path / "journal")
    synced.clear()
    ledger.store([{"k": "boot"}])
    assert synced == [ledger.size]


def test_a_disk_that_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / "journal")

    def refuse(_file: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output"):
        ledger.store([{"k": "boot"}])


names = st.sampled_from(["b1", "b2", "b3"])
some_records = st.one_of(
    st.just({"k": "boot"}),
    st.builds(
        lambda n, i, at: {"k": "mark", "id": n, "i": i, "at": at, "s": 5.0},
        names,
        st.integers(0, 3),
        st.floats(1e9, 2e9),
    ),
    st.builds(lambda n, i: {"k": "end", "id": n, "i": i, "s": 1.0}, names, st.integers(0, 3)),
    st.builds(lambda n: {"k": "closed", "id": n, "at": 3e9}, names),
    st.builds(lambda n: {"k": "live", "id": n, "env": "QUJD", "dig": "d", "at": 3e9}, names),
    st.builds(lambda n: {"k": "drop", "id": n}, names),
    st.builds(lambda n: {"k": "again", "id": n}, names),
    st.builds(lambda n: {"k": "alert", "id": n, "at": 3e9}, names),
    st.builds(lambda until: {"k": "hold", "until": until, "iat": 5.0}, st.floats(0, 3e9)),
    st.just({"k": "keys", "env": "QUJD", "ep": 2, "iat": 7}),
    st.just({"k": "plan", "env": "QUJD", "sha": "a" * 64, "ep": 2}),
    st.just({"k": "sync", "offset_s": 5e8, "error_s": 0.01, "at_mono": 4.0, "boot_id": "x"}),
    st.just({"k": "of a newer release", "what": 1}),
)


@given(st.lists(some_records, max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_compacted_memory_is_the_same_memory(records: list[Record]) -> None:
    memory = Memory.of(records)
    again = Memory.of(memory.records())
    assert again.records() == memory.records()
    assert again.boots == memory.boots
    recent = [
        (name, i)
        for name, marks in memory.marks.items()
        for i in marks
        if marks[i].at > memory.floor - 2 * 86_400
    ]
    assert all(again.marks[name][i] == memory.marks[name][i] for name, i in recent)
    assert (again.epoch, again.plan, again.hold_until, again.sync) == (
        memory.epoch,
        memory.plan,
        memory.hold_until,
        memory.sync,
    )


def test_the_ring_keeps_the_newest_events_and_counts_on() -> None:
    memory = Memory()
    for number in range(1, EVENT_RING + 51):
        memory.apply({"k": "ev", "seq": number, "at": 0, "kind": "boot", "id": "", "data": {}})
    assert (memory.first_event, memory.last_event, len(memory.events)) == (51, EVENT_RING + 50, EVENT_RING)
    memory.apply({"k": "evack", "hi": EVENT_RING + 50})
    assert memory.first_event == memory.last_event + 1
