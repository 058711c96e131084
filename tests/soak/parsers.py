"""Everything that reads what others wrote: refused with its own error, or read with one meaning that survives being
written again.

The strict JSON agrees with the library's reader, so that no other reader can have understood something else.
"""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial

from broadcaster.adapters import cap, device_file
from broadcaster.adapters.device_file_nodes import DeviceFileError, decode
from broadcaster.domain.errors import StationError
from broadcaster.protocol import strict_json, topics
from broadcaster.protocol.messages import read, read_body, spell
from broadcaster.protocol.plan import MAX_BODY
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.topics import Kind, Topic
from tests.soak.envelopes import messages_to_begin_with, plans_to_begin_with
from tests.soak.mutation import mutated
from tests.soak.turns import Trial

DEVICES = """\
commune: {code: mau, name: Xã Mẫu, zone: Asia/Ho_Chi_Minh}
hamlets:
  - {code: dong, name: Thôn Đông, households: 300, residents: 1050}
  - code: doai   # beyond the river
    name: "Thôn Đoài"
    households: 200
    residents: 700
devices:
  - {id: MK-0101, name: Nhà văn hóa, hamlet: dong, groups: [ven-song], gain_db: -1.5, lat: 20.61, lon: 106.2}
  - {id: MK-0201, name: Đình Đoài, hamlet: doai}
"""
CAP = """<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>VN-1</identifier><sender>pctt@tinh.gov.vn</sender><sent>2026-11-24T10:00:00+07:00</sent>
<status>Actual</status><msgType>Update</msgType><scope>Public</scope>
<references>a@b,VN-0,2026-11-24T09:00:00+07:00</references>
<info><language>vi-VN</language><category>Met</category><event>Lũ quét</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Likely</certainty><onset>2026-11-24T22:00:00+07:00</onset>
<expires>2026-11-25T03:00:00+07:00</expires><description>Nước lên nhanh.</description>
<instruction>Lên chỗ cao.</instruction><area><areaDesc>Bến Lội</areaDesc></area></info></alert>"""


def trials(chance: random.Random) -> Iterator[Trial]:
    """Give each reader mutated input for ever."""
    messages = [spell(message) for message in messages_to_begin_with()]
    plans = [spell(plan) for plan in plans_to_begin_with()]
    readers = [
        (read_json, messages + plans),
        (read_message, messages),
        (read_plan, plans),
        (read_topic, [str(_topic(kind)).encode() for kind in Kind]),
        (read_cap, [CAP.encode()]),
        (read_devices, [DEVICES.encode()]),
    ]
    while True:
        reader, corpus = chance.choice(readers)
        data = mutated(chance, chance.choice(corpus))
        yield Trial((reader.__name__, data), partial(_run, reader, data))


def read_json(data: bytes) -> None:
    value = strict_json.parse(data, limit=MAX_BODY)
    assert value == json.loads(data)
    assert strict_json.parse(strict_json.dump(value), limit=2 * MAX_BODY) == value


def read_message(data: bytes) -> None:
    message = read(data)
    assert read(spell(message)) == message


def read_plan(data: bytes) -> None:
    plan = read_body(data)
    assert read_body(spell(plan)) == plan


def read_topic(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        assert str(topics.parse(text)) == text
    except ValueError as error:
        raise _NoTopicError from error


def read_cap(data: bytes) -> None:
    message = cap.read(data)
    assert message.sent_at.tzinfo
    assert all(sign.isprintable() for sign in message.identifier)


def read_devices(data: bytes) -> None:
    fleet = device_file.parse(decode(data))
    assert {device.hamlet for device in fleet.devices} <= {hamlet.code for hamlet in fleet.hamlets}


class _NoTopicError(Exception):
    """What a topic's reader says of no topic; a plain ValueError from elsewhere would be a fault."""


_REFUSALS = (Refused, StationError, DeviceFileError, _NoTopicError)


def _run(reader: Callable[[bytes], None], data: bytes) -> str:
    try:
        reader(data)
    except _REFUSALS:
        return f"{reader.__name__}: refused"
    return f"{reader.__name__}: taken"


def _topic(kind: Kind) -> Topic:
    if "+" not in kind.value:
        return Topic("xa-thu", kind)
    return Topic("xa-thu", kind, "thon-1" if kind is Kind.GROUP_CMD else "LOA-0001")
