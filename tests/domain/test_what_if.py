"""What would change: what is told of many hamlets at once is told once."""

from datetime import datetime, timedelta

from broadcaster.domain.hamlet_air import Refused
from broadcaster.domain.horizon import Horizon, Unplanned
from broadcaster.domain.what_if import compare
from tests.domain.newsroom import AT_0530

NOTHING = Horizon((), (), ())
LATER = AT_0530 + timedelta(days=1)


def silent(hamlet: str, start_at: datetime = AT_0530, **facts: str) -> Unplanned:
    return Unplanned("am", hamlet, start_at, Refused("clash", facts))


def test_hamlets_with_one_reason_at_one_start_stand_together() -> None:
    after = Horizon(
        (),
        (
            silent("go-sai", schedule_id="pm"),
            silent("ao-sen", schedule_id="pm"),
            silent("ben-loi", schedule_id="noon"),
            silent("go-sai", LATER, schedule_id="pm"),
        ),
        (),
    )
    told = [
        (start_at, because.facts["schedule_id"], hamlets)
        for start_at, because, hamlets in compare(NOTHING, after).refusals
    ]
    assert told == [
        (AT_0530, "pm", ("go-sai", "ao-sen")),
        (AT_0530, "noon", ("ben-loi",)),
        (LATER, "pm", ("go-sai",)),
    ]


def test_what_was_silent_before_is_no_news() -> None:
    told = Horizon((), (silent("go-sai"),), ())
    assert compare(told, told).refusals == ()
