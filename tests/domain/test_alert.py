"""An alert: eight things, two people, three texts, one end."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain.alert import CONFIRMED_FOR, Alert, AlertEnd, AlertForm, AlertTexts, Danger
from broadcaster.domain.alert_words import compose
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person, Role

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FORM = AlertForm(
    kind="Lũ quét trên suối",
    time="Từ 22:00 đến 03:00",
    place="Suối Khe Giếng",
    intensity="Nước lên 40 cm một giờ",
    danger=Danger.LEVEL_3,
    area="Bến Lội",
    forecast="Mưa còn kéo dài",
    advice="Rời nhà ven suối ngay.",
)


def person(login: str, role: Role) -> Person:
    return Person(login, "mai-khe", login, login, role, None, "", NOW)


OPERATOR, SECOND = person("op", Role.OPERATOR), person("op2", Role.OPERATOR)
APPROVER, VIEWER = person("ap", Role.APPROVER), person("vi", Role.VIEWER)


def alert(*, is_template: bool = False) -> Alert:
    texts = compose(FORM, commune="Xã Mai Khê", is_exercise=False)
    return Alert(
        id="a",
        commune_id="mai-khe",
        form=FORM,
        texts=texts,
        hamlets=(),
        is_exercise=False,
        every_min=5,
        lasting_min=30,
        author_id="op",
        created_at=NOW,
        changed_at=NOW,
        is_template=is_template,
    )


def refusal(code: str) -> pytest.RaisesExc[StationError]:
    return pytest.raises(StationError, match=rf"^{code}")


def test_two_people_within_five_minutes() -> None:
    told = alert()
    assert not told.confirm(revision=1, by=OPERATOR, now=NOW)
    assert told.waits_for_second(NOW + CONFIRMED_FOR)
    assert told.confirm(revision=1, by=APPROVER, now=NOW + CONFIRMED_FOR)


def test_the_first_word_does_not_wait_for_ever() -> None:
    told = alert()
    told.confirm(revision=1, by=OPERATOR, now=NOW)
    late = NOW + CONFIRMED_FOR + timedelta(seconds=1)
    assert not told.confirm(revision=1, by=APPROVER, now=late)
    assert told.first_id == APPROVER.id


def test_one_person_is_not_two() -> None:
    told = alert()
    told.confirm(revision=1, by=APPROVER, now=NOW)
    with refusal("same_person"):
        told.confirm(revision=1, by=APPROVER, now=NOW)


def test_one_of_the_two_approves() -> None:
    told = alert()
    told.confirm(revision=1, by=OPERATOR, now=NOW)
    with refusal("approver_missing"):
        told.confirm(revision=1, by=SECOND, now=NOW)
    assert told.second_id is None


def test_who_may_not_may_not() -> None:
    with refusal("not_allowed"):
        alert().confirm(revision=1, by=VIEWER, now=NOW)


def test_other_words_are_confirmed_anew() -> None:
    told = alert()
    told.confirm(revision=1, by=OPERATOR, now=NOW)
    told.changed(NOW)
    with refusal("alert_changed"):
        told.confirm(revision=1, by=APPROVER, now=NOW)
    assert not told.confirm(revision=2, by=APPROVER, now=NOW)


def test_a_template_is_locked_and_never_sounds_itself() -> None:
    told = alert(is_template=True)
    told.confirm(revision=1, by=OPERATOR, now=NOW)
    told.confirm(revision=1, by=APPROVER, now=NOW)
    assert told.is_locked
    with refusal("alert_released"):
        told.release(NOW)
    told.changed(NOW)
    assert not told.is_locked


def test_it_is_live_until_its_time_or_its_end() -> None:
    told = alert()
    with refusal("alert_not_live"):
        told.end(AlertEnd.ALL_CLEAR, by=OPERATOR, now=NOW)
    told.release(NOW)
    assert told.is_live(NOW + timedelta(minutes=29))
    assert not told.is_live(NOW + timedelta(minutes=30))
    told.end(AlertEnd.ALL_CLEAR, by=OPERATOR, now=NOW)
    assert not told.is_live(NOW)
    with refusal("alert_not_live"):
        told.end(AlertEnd.ALL_CLEAR, by=OPERATOR, now=NOW)
    told.end(AlertEnd.CORRECTION, by=OPERATOR, now=NOW)
    with refusal("alert_released"):
        told.changed(NOW)


@pytest.mark.parametrize("name", ["kind", "time", "place", "intensity", "area", "forecast", "advice"])
def test_nothing_is_left_empty(name: str) -> None:
    with refusal("alert_field"):
        AlertForm.from_plain({**FORM.to_plain(), name: "  "}).check()
    with refusal("alert_field"):
        AlertForm.from_plain({**FORM.to_plain(), name: "x" * 1001}).check()


@pytest.mark.parametrize(("every", "lasting"), [(-1, 30), (61, 30), (5, 4), (5, 1441)])
def test_limits_of_repeating(every: int, lasting: int) -> None:
    told = alert()
    told.every_min, told.lasting_min = every, lasting
    with pytest.raises(StationError):
        told.check()


def test_the_words_hold_everything_that_people_must_be_told() -> None:
    texts = compose(FORM, commune="Xã Mai Khê (dữ liệu mẫu)", is_exercise=False)
    for part in ("Lũ quét", "22:00", "Khe Giếng", "40 cm", "cấp 3", "Bến Lội", "ưa còn kéo dài", "Rời nhà"):
        assert part in texts.alert
    assert "mẫu" not in texts.alert
    assert "diễn tập" not in str(texts).lower()
    assert "không đúng" in texts.correction


def test_an_exercise_says_so_at_both_ends_and_never_that_it_is_real() -> None:
    texts = compose(FORM, commune="Xã Mai Khê", is_exercise=True)
    for said in (texts.alert, texts.all_clear, texts.correction):
        assert said.startswith("Diễn tập.")
        assert "không phải tình huống thật" in said
        assert "khẩn cấp của" not in said


def test_forms_survive_being_kept() -> None:
    assert AlertForm.from_plain(FORM.to_plain()) == FORM


def test_texts_are_checked() -> None:
    with refusal("alert_text"):
        AlertTexts("a", " ", "c").check()


def test_the_graver_sounds_first() -> None:
    grave = [danger.severity for danger in (Danger.LEVEL_1, Danger.LEVEL_2, Danger.LEVEL_3)]
    assert grave == sorted(set(grave))
