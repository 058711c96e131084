"""The words of an alert, written from its form: what is said at once, its end, and that it was wrong."""

from broadcaster.domain.alert import AlertForm, AlertTexts, Danger


def compose(form: AlertForm, *, commune: str, is_exercise: bool) -> AlertTexts:
    """Write the three texts from the form; people may change them before anybody confirms."""
    commune = commune.partition("(")[0].strip()  # what a name says in brackets is for eyes only
    office = f"Ủy ban nhân dân {commune[:1].lower()}{commune[1:]}"
    body = " ".join(_sentence(part) for part in _told(form))
    where = f"{_low(form.kind)} tại {_low(form.place)}"
    if is_exercise:
        drill = "Đây là diễn tập, không phải tình huống thật."
        return AlertTexts(
            alert=f"Diễn tập. Diễn tập. {drill} Tin diễn tập của {office}. {body} {drill}",
            all_clear=f"Diễn tập. Buổi diễn tập của {office} đã xong. Cảm ơn bà con. {drill}",
            correction=f"Diễn tập. Tin diễn tập vừa phát có chỗ chưa đúng. {drill} Bà con không phải làm gì.",
        )
    return AlertTexts(
        alert=f"Tin khẩn cấp của {office}. {body} Xin nhắc lại: {_sentence(where)} {_sentence(form.advice)}",
        all_clear=(
            f"Tin báo yên của {office}. Nguy hiểm do {where} đã qua. "
            "Bà con trở lại sinh hoạt bình thường và tiếp tục nghe đài."
        ),
        correction=(
            f"Tin đính chính của {office}. Tin khẩn cấp vừa phát về {where} là không đúng. "
            "Bà con yên tâm, không phải làm theo tin đó. Đài xin lỗi bà con."
        ),
    )


def _told(form: AlertForm) -> tuple[str, ...]:
    danger = (
        "Mức độ nguy hiểm: chưa rõ"
        if form.danger is Danger.UNKNOWN
        else f"Mức độ nguy hiểm: cấp {form.danger.value}"
    )
    return (
        form.kind,
        f"Thời gian: {_low(form.time)}",
        f"Địa điểm: {form.place}",
        f"Cường độ: {_low(form.intensity)}",
        danger,
        f"Khu vực ảnh hưởng: {form.area}",
        f"Dự báo: {_low(form.forecast)}",
        f"Việc cần làm ngay: {form.advice}",
    )


def _sentence(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _low(words: str) -> str:
    """Let a phrase stand inside a sentence: its first letter small, unless the first word is a name in capitals."""
    words = words.strip().rstrip(".")
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
