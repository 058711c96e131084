"""The words of the map: where people are known from, what is wrong with a file of places, where a horn points."""

import re

from broadcaster.domain.fleet import Fleet
from broadcaster.services.place_file import PlaceFault
from webui.language import _, later

SOURCES: dict[str, str] = {
    "households": later("điểm từng hộ"),
    "polygon": later("rải đều trong ranh giới thôn"),
    "declared": later("số hộ thôn khai"),
}

FAULTS: dict[str, str] = {
    "not_json": later("Tệp không phải GeoJSON đọc được."),
    "no_features": later("Tệp không có đối tượng nào (“features”)."),
    "no_speaker_placed": later("Chưa cụm loa nào có tọa độ; ghi tọa độ cụm loa trước."),
    "no_coordinates": later("Thiếu tọa độ, hoặc tọa độ không phải số."),
    "far_away": later("Kinh độ %(lon)s, vĩ độ %(lat)s ở xa xã; có thể hai số bị đổi chỗ."),
    "several_rings": later("Ranh giới phải là một vòng liền, không có lỗ, không nhiều mảnh."),
    "other_geometry": later("Chỉ nhận điểm (Point) và vùng (Polygon), không nhận %(kind)s."),
    "few_corners": later("Ranh giới phải có ít nhất ba góc khác nhau."),
    "no_hamlet": later("Ranh giới chưa ghi thôn nào (thuộc tính “thon”)."),
    "hamlet_unknown": later("Xã không có thôn “%(hamlet)s”."),
    "outline_twice": later("%(hamlet)s có hai ranh giới."),
    "crosses_itself": later("Ranh giới %(hamlet)s tự cắt nhau."),
    "strange_size": later("Ranh giới %(hamlet)s quá nhỏ hoặc quá lớn so với một thôn."),
    "persons_wrong": later("Số người “%(value)s” không đúng: phải từ 0 đến %(most)s."),
    "in_no_hamlet": later("Điểm không ghi thôn và không nằm trong ranh giới thôn nào."),
    "outlines_overlap": later(
        "Ranh giới %(one)s và %(other)s chồng lên nhau %(percent)s %% diện tích thôn nhỏ hơn."
    ),
    "people_above_residents": later(
        "%(hamlet)s: cộng các điểm được %(persons)s người, hơn số dân đã khai (%(residents)s)."
    ),
    "nobody_at_home": later("%(hamlet)s: các điểm cộng lại không có người nào."),
}

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def fault(found: PlaceFault, fleet: Fleet) -> str:
    """Say what is wrong, with the feature's number in the file."""
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    facts = {name: names.get(str(value), value) for name, value in found.facts}
    told = str(FAULTS[found.code]) % facts
    return _("Đối tượng thứ %(n)s: %(told)s", n=found.feature, told=told) if found.feature else told


def read_aims(text: str) -> tuple[float, ...]:
    """Read directions in degrees, "90 270" or "90; 270,5". Raises ValueError."""
    parts = [part for part in re.split(r"[;\s]+|,\s+", text.strip()) if part]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(text)
    return tuple(float(part.replace(",", ".")) for part in parts)


def aims_text(aims: tuple[float, ...]) -> str:
    """Write directions as the form takes them."""
    return " ".join(f"{aim:g}" for aim in aims)


def compass(aims: tuple[float, ...]) -> str:
    """Say directions as people do: "bắc (0°), đông nam (135°)"."""
    points = (
        _("bắc"),
        _("đông bắc"),
        _("đông"),
        _("đông nam"),
        _("nam"),
        _("tây nam"),
        _("tây"),
        _("tây bắc"),
    )
    return ", ".join(f"{points[round(aim / 45) % 8]} ({aim:g}°)" for aim in aims)
