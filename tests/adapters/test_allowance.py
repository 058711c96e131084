"""How fast one client may speak: a burst is welcome, a flood is slowed, and silence fills the store again."""

from broadcaster.adapters.allowance import AT_ONCE, BYTES_PER_S, EACH_READ, Allowance


def test_a_burst_waits_for_nothing() -> None:
    allowance = Allowance(10.0)
    assert allowance.spend(AT_ONCE - EACH_READ, 10.0) == 0


def test_a_flood_comes_down_to_the_steady_rate() -> None:
    allowance, now_s, read = Allowance(0.0), 0.0, 0
    while now_s < 60:
        now_s += allowance.spend(1_000, now_s)
        read += 1_000 + EACH_READ
    assert read <= AT_ONCE + 61 * BYTES_PER_S
    assert read >= 60 * BYTES_PER_S


def test_tiny_reads_are_not_free() -> None:
    allowance = Allowance(0.0)
    reads = 0
    while allowance.spend(1, 0.0) == 0:
        reads += 1
    assert reads == AT_ONCE // (EACH_READ + 1)


def test_silence_fills_it_up_and_no_further() -> None:
    allowance = Allowance(0.0)
    waited_s = allowance.spend(AT_ONCE + BYTES_PER_S - EACH_READ, 0.0)
    assert waited_s == 1.0
    assert allowance.spend(0, 3_600.0) == 0
    assert allowance.left == AT_ONCE - EACH_READ
