"""Sentences made at random from the table of readings, each with its words put together here, not by the grammar."""

import random
from collections.abc import Callable

import pytest

from audio_library.spoken import Region, read
from audio_library.spoken.numbers import say

Pair = tuple[str, str]
Maker = Callable[[random.Random, Region], Pair]

_TYPES = {"KH": "Kế hoạch", "QĐ": "Quyết định", "TB": "Thông báo", "BC": "Báo cáo", "HD": "Hướng dẫn"}
_STATE = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
_PARTY = {"ĐU": "Đảng ủy", "TU": "Tỉnh ủy", "TW": "Trung ương"}
_UNITS = {
    "ha": "héc-ta",
    "kg": "ki-lô-gam",
    "mm": "mi-li-mét",
    "km": "ki-lô-mét",
    "m2": "mét vuông",
    "kWh": "ki-lô-oát giờ",
}


def _day(number: int, month: int, region: Region) -> str:
    first = number < 10 or (number == 10 and month != 10)
    name = "tư" if month == 4 else say(month, region)
    return f"{'mồng ' if first else ''}{say(number, region)} tháng {name}"


def _date(source: random.Random, region: Region) -> Pair:
    day, month, year = source.randint(1, 28), source.randint(1, 12), source.randint(1990, 2045)
    day_written, month_written = source.choice([(f"{day}", f"{month}"), (f"{day:02}", f"{month:02}")])
    return (
        f"ngày {day_written}/{month_written}/{year}",
        f"ngày {_day(day, month, region)} năm {say(year, region)}",
    )


def _days(source: random.Random, region: Region) -> Pair:
    first, month = source.randint(1, 20), source.randint(1, 12)
    last = source.randint(first + 1, 28)
    day = f"{'mồng ' if first < 10 or (first == 10 and month != 10) else ''}{say(first, region)}"
    return f"từ {first:02}-{last:02}/{month}", f"từ ngày {day} đến ngày {_day(last, month, region)}"


def _time(source: random.Random, region: Region) -> Pair:
    hour, minute = source.randint(0, 23), source.randint(0, 59)
    spoken = f"{say(hour, region)} giờ"
    if minute:
        spoken += f" {'không ' if minute < 10 else ''}{say(minute, region)}"
    return source.choice([f"lúc {hour}h{minute:02}", f"lúc {hour:02}:{minute:02}"]), f"lúc {spoken}"


def _money(source: random.Random, region: Region) -> Pair:
    amount = source.randint(1, 9_999) * 1000
    written = f"{amount:,}".replace(",", ".")
    per = source.choice(["hộ", "người", "tháng"])
    return f"mức {written} đồng/{per}", f"mức {say(amount, region)} đồng một {per}"


def _measure(source: random.Random, region: Region) -> Pair:
    unit = source.choice(list(_UNITS))
    first = source.randint(1, 400)
    last = source.randint(first + 1, 900)
    return f"từ {first}-{last}{unit}", f"từ {say(first, region)} đến {say(last, region)} {_UNITS[unit]}"


def _wind(source: random.Random, region: Region) -> Pair:
    first = source.randint(3, 15)
    spoken = (
        f"gió cấp {say(first, region)} đến cấp {say(first + 1, region)}, giật cấp {say(first + 2, region)}"
    )
    return f"gió cấp {first}-{first + 1}, giật cấp {first + 2}", spoken


def _document(source: random.Random, region: Region) -> Pair:
    kind, number = source.choice(list(_TYPES)), source.randint(1, 999)
    if source.random() < 0.5:
        issuer = source.choice(list(_STATE))
        return f"{number}/{kind}-{issuer}", f"{_TYPES[kind]} số {say(number, region)} của {_STATE[issuer]}"
    issuer = source.choice(list(_PARTY))
    return f"{number}-{kind}/{issuer}", f"{_TYPES[kind]} số {say(number, region)} của {_PARTY[issuer]}"


def _telephone(source: random.Random, _: Region) -> Pair:
    groups = f"09{source.randint(10, 99)}", f"{source.randint(0, 999):03}", f"{source.randint(0, 999):03}"
    joint = source.choice([" ", ".", "-"])
    spoken = ", ".join(" ".join(say(int(digit)) for digit in group) for group in groups)
    return f"số {joint.join(groups)}", f"số {spoken}"


def _share(source: random.Random, region: Region) -> Pair:
    whole, tenth = source.randint(1, 99), source.randint(1, 9)
    return f"đạt {whole},{tenth}%", f"đạt {say(whole, region)} phẩy {say(tenth, region)} phần trăm"


_MAKERS: tuple[Maker, ...] = (_date, _days, _time, _money, _measure, _wind, _document, _telephone, _share)


@pytest.mark.parametrize("count", [60, pytest.param(1_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("region", list(Region))
def test_random_sentences_of_the_table_are_read_word_for_word(region: Region, count: int) -> None:
    source = random.Random(20260901)
    wrong = []
    for _ in range(count):
        parts = [maker(source, region) for maker in source.sample(_MAKERS, source.randint(1, 4))]
        written, spoken = (f"Nay {'; '.join(side)}." for side in zip(*parts, strict=True))
        form = read(written, region=region)
        if form.text != spoken or form.asks:
            wrong.append((written, form.text, spoken))
    assert not wrong
