"""CAP 1.2: read strictly into our form, written so that our own reader and others understand it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters import cap
from broadcaster.adapters.strict_xml import LARGEST
from broadcaster.domain.alert import Alert, AlertEnd, AlertForm, Danger
from broadcaster.domain.alert_words import compose
from broadcaster.domain.errors import StationError

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FORM = AlertForm(
    "Lũ quét", "đêm nay", "Suối <Khe> & Giếng", "chưa rõ", Danger.LEVEL_3, "Ao Sen", "mưa", "Chạy."
)
MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>VN-1</identifier><sender>pctt@tinh.gov.vn</sender><sent>2026-11-24T10:00:00+07:00</sent>
  <status>Actual</status><msgType>Update</msgType><scope>Public</scope>
  <references>a@b,VN-0,2026-11-24T09:00:00+07:00 a@b,VN-00,2026-11-24T08:00:00+07:00</references>
  <info><language>en-US</language><event>Flood</event><severity>Minor</severity></info>
  <info><language>vi-VN</language><category>Met</category><event>Lũ quét</event><urgency>Immediate</urgency>
    <severity>Extreme</severity><certainty>Likely</certainty><onset>2026-11-24T22:00:00+07:00</onset>
    <expires>2026-11-25T03:00:00+07:00</expires><description>Nước lên
      nhanh.</description><instruction>Lên chỗ cao.</instruction>
    <area><areaDesc>Bến Lội</areaDesc></area><area><areaDesc>Ao Sen</areaDesc></area></info>
</alert>"""


def alert(*, is_exercise: bool = False) -> Alert:
    return Alert(
        id="a1",
        commune_id="mai-khe",
        form=FORM,
        texts=compose(FORM, commune="Xã Mai Khê", is_exercise=is_exercise),
        hamlets=("ao-sen",),
        is_exercise=is_exercise,
        every_min=5,
        lasting_min=30,
        author_id="op",
        created_at=NOW,
        changed_at=NOW,
        released_at=NOW,
    )


def refused(why: str) -> pytest.RaisesExc[StationError]:
    return pytest.raises(StationError, match=rf"^cap_invalid .*{why}")


def test_the_vietnamese_block_fills_the_form() -> None:
    message = cap.read(MESSAGE.encode())
    assert (message.identifier, message.kind, message.is_exercise) == ("VN-1", "Update", False)
    assert message.references == ("VN-0", "VN-00")
    assert message.form == AlertForm(
        kind="Lũ quét",
        time="22:00 ngày 24/11/2026",
        place="Bến Lội, Ao Sen",
        intensity="chưa rõ",
        danger=Danger.LEVEL_3,
        area="Bến Lội, Ao Sen",
        forecast="Nước lên nhanh.",
        advice="Lên chỗ cao.",
    )
    message.form.check()
    assert message.counts_at(NOW)
    assert not message.counts_at(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("status", "is_exercise"),
    [("Actual", False), ("Exercise", True), ("Test", True), ("System", True), ("Draft", True)],
)
def test_only_actual_is_real(status: str, is_exercise: bool) -> None:  # noqa: FBT001  a table's column
    assert cap.read(MESSAGE.replace("Actual", status).encode()).is_exercise is is_exercise


BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;">]>'
THIEF = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{Path(__file__).as_uri()}">]>'


@pytest.mark.parametrize("head", [BOMB, THIEF, '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">'])
def test_a_document_type_is_refused_before_anything_of_it_is_used(head: str) -> None:
    with refused("document type"):
        cap.read(MESSAGE.replace("?>\n", f"?>{head}", 1).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cap:1.2", "cap:1.1"),
        ("<status>Actual", "<status>Maybe"),
        ("<msgType>Update", "<msgType>Shout"),
        ("<identifier>VN-1</identifier>", ""),
        ("2026-11-24T10:00:00+07:00</sent>", "2026-11-24T10:00:00</sent>"),
        ("2026-11-24T10:00:00+07:00</sent>", "yesterday</sent>"),
        ("</alert>", ""),
        ("<alert ", "<a><b><c><d><e><f><g><h><i><j><k><l><m><alert "),
    ],
)
def test_what_is_no_strict_message_is_refused(old: str, new: str) -> None:
    with refused(""):
        cap.read(MESSAGE.replace(old, new).encode())


def test_too_much_is_refused() -> None:
    with refused("at most"):
        cap.read(b" " * (LARGEST + 1))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_noise_never_breaks_the_reader(noise: bytes) -> None:
    with pytest.raises(StationError, match=r"^cap_invalid"):
        cap.read(noise)


def test_our_own_alert_is_read_again() -> None:
    told = cap.read(cap.write(alert(), sender="mai-khe", areas=("Ao Sen",), now=NOW))
    assert (told.identifier, told.sender, told.status, told.kind) == ("a1", "mai-khe", "Actual", "Alert")
    assert (told.form.kind, told.form.danger, told.form.advice) == ("Lũ quét", Danger.LEVEL_3, "Chạy.")
    assert "Suối <Khe> & Giếng" in told.form.forecast
    assert told.expires_at == NOW + timedelta(minutes=30)


def test_an_exercise_stays_one() -> None:
    told = cap.read(cap.write(alert(is_exercise=True), sender="mai-khe", areas=(), now=NOW))
    assert told.is_exercise


@pytest.mark.parametrize(
    ("how", "response"), [(AlertEnd.ALL_CLEAR, "AllClear"), (AlertEnd.CORRECTION, "Execute")]
)
def test_an_end_cancels_and_names_what(how: AlertEnd, response: str) -> None:
    over = alert()
    over.ended_how, over.ended_at = how, NOW + timedelta(minutes=3)
    spelled = cap.write(over, sender="mai-khe", areas=(), now=NOW)
    told = cap.read(spelled)
    assert (told.kind, told.references) == ("Cancel", ("a1",))
    name = f"{{{cap.NAMESPACE}}}responseType"
    assert [each.text for each in ET.fromstring(spelled).iter(name)] == [response]  # noqa: S314  our own
