"""The one question of every journey: does the as-run log say exactly what the village heard?"""

from collections import Counter

from broadcaster.domain.asrun import AsRunEntry, Outcome
from broadcaster.speaker.ear import Heard
from tests.journeys.villages import Village

SILENT = frozenset({Outcome.MISSED, Outcome.CANCELLED, Outcome.REJECTED})


def check_log(village: Village) -> None:
    """Assert that nothing sounded twice or unplanned, and that each pair's outcome is what was heard."""
    heard = village.heard()
    times = Counter((one.order, one.device, one.item) for one in heard)
    assert all(count == 1 for count in times.values()), f"heard twice: {times.most_common(3)}"
    entries = {(entry.broadcast_id, entry.device_id): entry for entry in village.log()}
    unplanned = {(one.order, one.device) for one in heard} - entries.keys()
    assert not unplanned, f"heard, and in no log: {unplanned}"
    for key, entry in entries.items():
        _check_entry(entry, [one for one in heard if (one.order, one.device) == key])


def _check_entry(entry: AsRunEntry, heard: list[Heard]) -> None:
    told = f"{entry.device_id} {entry.outcome.value} {entry.reason}, heard {heard}"
    whole = [one for one in heard if one.last_at is not None]
    if entry.outcome is Outcome.DONE:
        assert len(whole) == entry.item_count, told
        played_ms = sum(one.played_s for one in whole) * 1000
        assert abs(played_ms - entry.duration_ms) < 150, told
        assert abs(entry.played_ms - played_ms) < 150, told
    elif entry.outcome is Outcome.PARTIAL:
        assert heard, told
        assert sum(one.played_s for one in whole) * 1000 < entry.duration_ms - 150, told
    elif entry.outcome in SILENT:
        assert not heard, told
