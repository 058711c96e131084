"""The same for text in which every few words is a number: price lists, timetables, results, none of them twice."""

import random

from benchmarks.spoken_form import measure

_LINES = (
    "Số: {n}/TB-UBND ngày {d:02}/{m:02}/2026: cắt điện từ {h}h30 đến {k}h00 tại thôn {s}, tổ {s}B và trạm bơm.",
    "Giá u-rê {s}.{t}00-1{s}.{t}00đ/kg; NPK 16-16-8 giá {t}.000đ/bao {d}kg; lúa {s}.{t}đ/kg tại kho hợp tác xã.",
    "Năng suất {s},{m}-{d},{s} tấn/ha, tăng {s},{m}% so với năm 2025; gieo {d}-{t} kg/ha trước ngày {d}/{m}.",
    "Nhiệt độ {d}-3{s}°C, gió cấp {s}-{m}, giật cấp 1{s}, mưa {d}-{t}mm/24h, có nơi trên {t}mm, độ ẩm {d}-95%.",
    "Liên hệ 09{d:02}.{t}.{t}, tổng đài 1900 {n:04}; lệ phí {t}.000 đồng/hộ/tháng, nộp trước ngày {d:02}/{m:02}/2026.",
    "Căn cứ Nghị định {n}/2025/NĐ-CP, Kế hoạch {t}/KH-UBND ngày {d:02}/{m:02}/2026; có {d}/{t} hộ, đạt {d},{s}%.",
)


def run(rounds: int = 3) -> dict[str, object]:
    """Read half a megabyte of such lines."""
    chance = random.Random(20260901)
    text = "\n".join(_line(chance) for _ in range(3_500))
    return measure("spoken form, dense with numbers", text, rounds)


def _line(chance: random.Random) -> str:
    return chance.choice(_LINES).format(
        n=chance.randint(1, 3999),
        t=chance.randint(100, 999),
        d=chance.randint(11, 28),
        m=chance.randint(1, 12),
        s=chance.randint(1, 9),
        h=chance.randint(5, 11),
        k=chance.randint(13, 22),
    )


if __name__ == "__main__":
    print(run())
