"""What many open pages ask for is made once, and anew as soon as it may differ."""

from webui.kept import Kept


def test_made_once_for_a_mark_and_anew_for_another() -> None:
    kept, made = Kept(), list[int]()

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [kept.of("a", 1, make), kept.of("a", 1, make), kept.of("a", 2, make), kept.of("b", 2, make)] == [
        0,
        0,
        1,
        2,
    ]


def test_what_could_not_be_made_is_not_kept() -> None:
    kept = Kept()
    try:
        kept.of("a", 1, lambda: 1 // 0)
    except ZeroDivisionError:
        assert kept.of("a", 1, lambda: 5) == 5
