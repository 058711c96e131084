"""What devices.yaml says wrong and what a change of the fleet means, in Vietnamese and English sentences."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.domain.fleet import Change, Subject

SENTENCES: dict[str, tuple[str, str]] = {
    "not_utf8": ("tệp không phải văn bản UTF-8", "the file is not UTF-8 text"),
    "too_large": (
        "tệp có {size} byte, quá lớn cho một danh sách cụm loa (tối đa {most})",
        "the file has {size} bytes, too many for a list of speakers (at most {most})",
    ),
    "empty": ("tệp trống", "the file is empty"),
    "character": (
        "ký tự điều khiển không được phép: {value}",
        "a control character may not stand here: {value}",
    ),
    "tab": ("thụt dòng bằng dấu tab; hãy dùng dấu cách", "indented with a tab; use spaces"),
    "syntax": ("YAML sai cú pháp: {detail}", "broken YAML: {detail}"),
    "too_deep": ("lồng nhau quá sâu", "nested too deeply"),
    "anchor": (
        "neo và tham chiếu (&, *) không được dùng ở đây; hãy viết ra giá trị",
        "anchors and aliases (&, *) are not read here; write the value out",
    ),
    "mapping_needed": ("ở đây cần các dòng «khóa: giá trị»", "lines of «key: value» are needed here"),
    "list_needed": ("ở đây cần một danh sách", "a list is needed here"),
    "unknown_key": ("không có khóa «{value}»{hint}", "there is no key «{value}»{hint}"),
    "secret": (
        "khóa và mật khẩu không bao giờ nằm trong tệp này",
        "keys and secrets never stand in this file",
    ),
    "repeated_key": ("khóa «{value}» đã có ở dòng {first}", "key «{value}» stands already in line {first}"),
    "missing": ("thiếu «{value}»", "«{value}» is missing"),
    "text_needed": (
        'ở đây cần chữ; hãy đặt trong dấu nháy: "{value}"',
        'text is needed here; put it into quotes: "{value}"',
    ),
    "scalar_needed": ("ở đây cần một giá trị đơn", "a single value is needed here"),
    "whole_needed": (
        "ở đây cần số nguyên, không phải «{value}»",
        "a whole number is needed here, not «{value}»",
    ),
    "number_needed": ("ở đây cần số, không phải «{value}»", "a number is needed here, not «{value}»"),
    "number_quoted": ("số viết không có dấu nháy: {value}", "a number is written without quotes: {value}"),
    "truth_needed": ("ở đây cần true hoặc false", "true or false is needed here"),
    "thousands": (
        "số viết không có dấu phân nhóm: {value}",
        "a number is written without separators: {value}",
    ),
    "decimal_comma": (
        "số thập phân viết với dấu chấm: {value}",
        "a decimal number is written with a point: {value}",
    ),
    "out_of_range": (
        "{value} nằm ngoài khoảng {least} đến {most}",
        "{value} is outside {least} to {most}",
    ),
    "too_long": ("dài quá {most} ký tự", "longer than {most} characters"),
    "blank": ("không được để trống", "may not be blank"),
    "form": ("«{value}» sai dạng: {form_vi}", "«{value}» has the wrong form: {form_en}"),
    "unknown_zone": ("không có múi giờ «{value}»{hint}", "there is no time zone «{value}»{hint}"),
    "repeated_item": ("«{value}» viết hai lần", "«{value}» is written twice"),
    "half_a_place": ("vị trí cần cả lat và lon", "a place needs both lat and lon"),
    "swapped": (
        "lat và lon có vẻ bị đổi chỗ: {lat}, {lon}",
        "lat and lon seem to be swapped: {lat}, {lon}",
    ),
    "outside_vietnam": (
        "vị trí {lat}, {lon} nằm ngoài Việt Nam",
        "the place {lat}, {lon} is outside Vietnam",
    ),
    "unknown_hamlet": ("không có thôn «{value}»{hint}", "there is no hamlet «{value}»{hint}"),
    "repeated": ("«{value}» đã có ở dòng {first}", "«{value}» stands already in line {first}"),
    "households_above_total": (
        "các cụm loa của {hamlet} khai {sum} hộ, nhiều hơn tổng {total} hộ của thôn",
        "the speakers of {hamlet} declare {sum} households, more than its total of {total}",
    ),
    "not_found": ("không có {value} trong tệp", "{value} does not stand in the file"),
}
"""By code: the Vietnamese and the English sentence, with the facts they need in braces."""

FORMS = {
    "site": ("1-32 ký tự a-z, 0-9 và '-'", "1-32 of a-z, 0-9 and '-'"),
    "device": ("4-20 ký tự A-Z, 0-9 và '-'", "4-20 of A-Z, 0-9 and '-'"),
}
SHOWN = 60
"""Characters of a value that a sentence repeats; what is wrong may be a megabyte."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the file, at a line and column counted from 1, said in two languages."""

    line: int
    column: int
    code: str
    where: str
    vi: str
    en: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.where + ': ' if self.where else ''}{self.vi} / {self.en}"


def problem(line: int, column: int, code: str, where: str = "", **facts: object) -> Problem:
    """Put a code and its facts into words; `near` (choices) adds what the writer may have meant."""
    near = str(facts.pop("near", ""))
    shown = {name: _short(value) for name, value in facts.items()}
    vi, en = SENTENCES[code]
    vi = vi.format(**shown, hint=f"; có phải «{near}»?" if near else "")
    en = en.format(**shown, hint=f"; did you mean «{near}»?" if near else "")
    return Problem(line, column, code, where, vi, en)


def closest(value: str, choices: Iterable[str]) -> str:
    """Return the choice that was probably meant by `value`, or nothing."""
    by_folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(value.casefold()[:SHOWN], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def describe(change: Change, language: str = "vi") -> str:
    """Say in one sentence what a change of the fleet means; `language` is "vi" or "en"."""
    vietnamese = language == "vi"
    noun = _NOUNS[change.subject][0 if vietnamese else 1]
    what = f"{noun} {change.key} ({change.item.name})"
    if change.before is None:
        return f"thêm {what}" if vietnamese else f"add {what}"
    if change.after is None:
        return f"bỏ {what}" if vietnamese else f"remove {what}"
    told = ", ".join(f"{name} {_told(was)} → {_told(shall)}" for name, was, shall in change.differences)
    return f"sửa {what}: {told}" if vietnamese else f"change {what}: {told}"


_NOUNS = {
    Subject.COMMUNE: ("xã", "commune"),
    Subject.HAMLET: ("thôn", "hamlet"),
    Subject.DEVICE: ("cụm loa", "speaker"),
}


def _told(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _short(value: object) -> object:
    text = str(value)
    return value if len(text) <= SHOWN else f"{text[:SHOWN]}…"
