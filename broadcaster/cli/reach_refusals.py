"""What is wrong with the input of `broadcaster reach estimate`: the place, and why, in Vietnamese and English."""

import json
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

_SHOWN = 60
"""Characters of a refused value."""

SENTENCES: dict[str, tuple[str, str]] = {
    # What the types alone refuse, by pydantic's own names.
    "missing": ("thiếu", "missing"),
    "extra_forbidden": (
        "không có mục này; docs/reach.md ghi đủ các mục",
        "no such field; docs/reach.md lists them",
    ),
    "model_type": (
        "ở đây cần một đối tượng {{…}}, không phải {shown}",
        "an object {{…}} is wanted, not {shown}",
    ),
    "list_type": ("ở đây cần một danh sách, không phải {shown}", "a list is wanted, not {shown}"),
    "dict_type": (
        "ở đây cần một đối tượng {{…}}, không phải {shown}",
        "an object {{…}} is wanted, not {shown}",
    ),
    "int_type": ("ở đây cần số nguyên, không phải {shown}", "a whole number is wanted, not {shown}"),
    "float_type": ("ở đây cần số, không phải {shown}", "a number is wanted, not {shown}"),
    "finite_number": ("ở đây cần số hữu hạn, không phải {shown}", "a finite number is wanted, not {shown}"),
    "bool_type": ("ở đây cần true hoặc false, không phải {shown}", "true or false is wanted, not {shown}"),
    "string_type": (
        "ở đây cần chữ trong dấu nháy, không phải {shown}",
        "text in quotes is wanted, not {shown}",
    ),
    "greater_than_equal": ("không được nhỏ hơn {ge}, mà là {shown}", "may not be less than {ge}, is {shown}"),
    "greater_than": ("phải lớn hơn {gt}, mà là {shown}", "must be more than {gt}, is {shown}"),
    "less_than_equal": ("không được lớn hơn {le}, mà là {shown}", "may not be more than {le}, is {shown}"),
    "less_than": ("phải nhỏ hơn {lt}, mà là {shown}", "must be less than {lt}, is {shown}"),
    "string_too_long": ("dài quá {max_length} ký tự", "longer than {max_length} characters"),
    "too_short": ("phải có ít nhất {min_length} phần tử", "must have at least {min_length} element(s)"),
    "too_long": (
        "có {actual_length} phần tử, nhiều nhất là {max_length}",
        "has {actual_length} elements, at most {max_length} may stand here",
    ),
    # What fields say against each other.
    "order": (
        "phải có low ≤ typical ≤ high, mà là {low}, {typical}, {high}",
        "low <= typical <= high does not hold: {low}, {typical}, {high}",
    ),
    "repeated_name": (
        "{name!r} đã là tên của {first}",
        "{name!r} is the name of {first} already",
    ),
    "heard_more": (
        "heard ({heard}) nhiều hơn interviewed ({interviewed})",
        "heard ({heard}) is more than interviewed ({interviewed})",
    ),
    "claimed_more": (
        "claimed ({claimed}) nhiều hơn asked ({asked})",
        "claimed ({claimed}) is more than asked ({asked})",
    ),
    "one_coverage": (
        "ghi coverage hoặc audibility_bins, đúng một trong hai",
        "give either coverage or audibility_bins",
    ),
    "source": (
        "coverage_source là một trong {known}, không phải {value!r}",
        "coverage_source is one of {known}, not {value!r}",
    ),
    "shares_sum": (
        "các share trong audibility_bins cộng lại là {total:.4g}, quá 1",
        "the shares of audibility_bins sum to {total:.4g}, more than 1",
    ),
    "asked_more": (
        "survey.interviewed ({interviewed}) nhiều hơn residents ({residents})",
        "survey.interviewed ({interviewed}) is more than residents ({residents})",
    ),
    "nobody_lives": (
        "không thôn nào có người: mọi residents đều là 0",
        "nobody lives in any of these hamlets: all residents are 0",
    ),
    "no_such_daypart": (
        "không thôn nào có buổi mang tên này",
        "no hamlet has a daypart of this name",
    ),
    "presence_missing": (
        "buổi {name!r} chưa rõ bao nhiêu người ở nhà: ghi presence (0 đến 1), hoặc dùng một tên trong {known}",
        "of daypart {name!r} it is not known who is at home: give presence (0 to 1), or name one of {known}",
    ),
    "too_many_draws": (
        "nhiều nhất {most} cho {hamlets} thôn",
        "at most {most} for {hamlets} hamlets",
    ),
    "nobody_interviewed": (
        "chưa hỏi ai; ghi hamlets[…].survey, hoặc bỏ mục này",
        "nobody was interviewed; give hamlets[…].survey, or leave this out",
    ),
    "foil_more": (
        "({asked}) nhiều hơn tổng số dân ({residents})",
        "({asked}) is more than all residents ({residents})",
    ),
    "all_say_yes": (
        "tỷ lệ 1 nghĩa là ai cũng nhận đã nghe mọi thứ: câu trả lời không nói lên điều gì",
        "at a rate of 1 everybody says yes to everything, and no answer tells anything",
    ),
    "strictly_inside": (
        "phải nằm giữa 0 và 1, không kể hai đầu, cả khoảng của nó: {low}..{high}",
        "lies strictly between 0 and 1, its bounds too: {low}..{high}",
    ),
}


def wrong(code: str, at: str = "", **facts: object) -> PydanticCustomError:
    """Return the error that a check of the input raises: a sentence of SENTENCES, and where below the checked block."""
    return PydanticCustomError(code, "{at}", {"at": at, **facts})


def faults(refusal: ValidationError, value: object) -> list[str]:
    """Return one line per fault: the path of the JSON value at fault, and what is wrong with it."""
    return [_fault(error, value) for error in refusal.errors()]


def _fault(error: ErrorDetails, value: object) -> str:
    facts = {name: _plain(fact) for name, fact in error.get("ctx", {}).items()}
    path = "".join(_steps(error["loc"], value)) + (f".{facts['at']}" if facts.get("at") else "")
    shown = json.dumps(error["input"], ensure_ascii=False, default=str)[:_SHOWN]
    known = SENTENCES.get(error["type"], (error["msg"], error["msg"]))
    said = " / ".join(sentence.format(shown=shown, **facts) for sentence in known)
    return f"{path.lstrip('.') or 'input'}: {said}"


def _plain(fact: object) -> object:
    """Spell a bound as people do: 1, not 1.0."""
    return int(fact) if isinstance(fact, float) and fact.is_integer() else fact


def _steps(location: tuple[int | str, ...], value: object) -> Iterator[str]:
    """Spell a location as far as the JSON itself goes: a number that stands for a span has nothing inside."""
    for step in location:
        if isinstance(value, list) and isinstance(step, int):
            yield f"[{step}]"
            value = value[step]
        elif isinstance(value, dict):
            yield f".{step}"
            value = value.get(step)
        else:
            return
