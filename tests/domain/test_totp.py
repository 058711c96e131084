"""Codes of a phone, against the tables of RFC 4226 and RFC 6238."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain import totp
from broadcaster.domain.second_factor import SecondFactor

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 3, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "code"),
    list(
        enumerate(
            (
                "755224",
                "287082",
                "359152",
                "969429",
                "338314",
                "254676",
                "287922",
                "162583",
                "399871",
                "520489",
            )
        )
    ),
)
def test_the_table_of_rfc_4226(step: int, code: str) -> None:
    assert totp.code(SECRET, step) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_the_table_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code(SECRET, seconds // totp.STEP_S) == code


def factor() -> SecondFactor:
    return SecondFactor("p", totp.new_secret(), NOW, confirmed_at=NOW)


def code_at(own: SecondFactor, moment: datetime) -> str:
    return totp.code(own.secret, int(moment.timestamp()) // totp.STEP_S)


def test_a_code_works_once() -> None:
    own = factor()
    assert own.takes(code_at(own, NOW), now=NOW)
    assert not own.takes(code_at(own, NOW), now=NOW + timedelta(seconds=5))
    later = NOW + timedelta(seconds=30)
    assert own.takes(code_at(own, later), now=later)


def test_a_phone_may_be_half_a_minute_off_and_no_more() -> None:
    for off_s, taken in ((-60, False), (-30, True), (30, True), (60, False)):
        own = factor()
        assert own.takes(code_at(own, NOW + timedelta(seconds=off_s)), now=NOW) is taken


def test_what_is_no_code_is_refused() -> None:
    own = factor()
    for typed in ("", "abcdef", "１２３４５６", "12345", "0" * 60):
        assert not own.takes(typed, now=NOW)


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    codes = totp.new_recovery_codes()
    own = factor()
    own.recovery = tuple(totp.recovery_hash(code) for code in codes)
    assert len(set(codes)) == 8
    assert own.takes_recovery(f" {codes[3].upper().replace('-', '')} ")
    assert not own.takes_recovery(codes[3])
    assert len(own.recovery) == 7


def test_the_link_is_what_authenticators_read() -> None:
    told = totp.link("ABC", login="duyet", issuer="Loa Thôn Xã Thử")
    assert told.startswith("otpauth://totp/Loa%20Th%C3%B4n%20X%C3%A3%20Th%E1%BB%AD:duyet?secret=ABC&")
