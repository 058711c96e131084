"""The parts of an alert found again in running words: lines that begin with a label, as offices write them."""

import re
import unicodedata

LABELS: dict[str, tuple[str, ...]] = {
    "kind": ("loại sự cố", "loại thiên tai", "loại hình", "sự cố"),
    "time": ("thời gian", "thời điểm"),
    "place": ("địa điểm", "nơi xảy ra", "vị trí"),
    "intensity": ("cường độ", "quy mô"),
    "danger": ("mức độ nguy hiểm", "cấp độ", "cấp độ rủi ro", "cấp độ rủi ro thiên tai"),
    "area": ("khu vực ảnh hưởng", "phạm vi ảnh hưởng", "vùng ảnh hưởng"),
    "forecast": ("dự báo", "dự báo diễn biến", "diễn biến"),
    "advice": (
        "cảnh báo",
        "việc cần làm",
        "việc cần làm ngay",
        "cảnh báo và việc cần làm",
        "khuyến cáo",
        "yêu cầu",
    ),
}
"""What each part is called; the first is how the station itself writes it."""
_PARTS = {label: name for name, labels in LABELS.items() for label in labels}
_ROMAN = {"I": "1", "II": "2", "III": "3"}
_LINE = re.compile(r"\s*(?:[-–•*+]|\d{1,2}[.)])?\s*([^:\n]{2,40}?)\s*:\s*(.*)")


def spelled(parts: dict[str, str]) -> str:
    """Write parts as lines with their labels; those without words are left out."""
    lines = (
        f"{LABELS[name][0].capitalize()}: {parts[name].strip()}"
        for name in LABELS
        if parts.get(name, "").strip()
    )
    return "\n".join(lines)


def parts_of(text: str) -> dict[str, str]:
    """Return the parts that a text names by their labels; what stands under no label is the forecast's.

    A line without a label goes on with the part before it. A part that is named twice keeps both.
    """
    found: dict[str, list[str]] = {}
    part = "forecast"
    for line in unicodedata.normalize("NFC", text).splitlines():
        labelled = _LINE.fullmatch(line)
        named = _PARTS.get(" ".join(labelled[1].lower().split())) if labelled else None
        part = named or part
        words = (labelled[2] if labelled and named else line).strip()
        if words:
            found.setdefault(part, []).append(words)
    return {name: " ".join(lines) for name, lines in found.items()}


def danger_level(words: str) -> str:
    """Return the level of civil defence that words name: "1" to "3"; "unknown" where they name none, or several."""
    numbers = set(re.findall(r"\d+|\b(?:III|II|I)\b", words))
    named = {_ROMAN.get(number, number) for number in numbers} & {"1", "2", "3"}
    is_a_level = re.search(r"cấp|mức", words.lower()) or words.strip() in numbers
    return named.pop() if len(numbers) == 1 and named and is_a_level else "unknown"
