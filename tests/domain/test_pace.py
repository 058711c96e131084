"""How fast a voice speaks, from what it has spoken."""

import pytest

from broadcaster.domain.pace import USUAL, Pace, measured


def test_a_pace_and_what_sounds_around_the_words_are_told_apart() -> None:
    pace = measured([(characters, 9_000 + 80 * characters) for characters in (120, 300, 650, 900)])
    assert pace.ms_a_character == pytest.approx(80)
    assert pace.around_ms == pytest.approx(9_000)
    assert pace.duration_ms("a" * 500) == 49_000
    assert pace.duration_ms("") == 0


def test_one_odd_sound_does_not_bend_it() -> None:
    even = [(characters, 70 * characters) for characters in (100, 250, 400, 600, 800)]
    assert measured([*even, (300, 300_000)]).ms_a_character == pytest.approx(70, rel=0.05)


def test_a_single_sound_is_spread_over_its_characters() -> None:
    assert measured([(400, 30_000)]) == Pace(75)


@pytest.mark.parametrize("sounds", [[], [(3, 900)], [(400, 1)], [(400, 900_000)]])
def test_what_tells_too_little_or_nonsense_leaves_the_usual_pace(sounds: list[tuple[int, int]]) -> None:
    assert measured(sounds) == USUAL


def test_a_pace_that_no_voice_has_is_refused() -> None:
    with pytest.raises(ValueError, match="voice"):
        Pace(1)
