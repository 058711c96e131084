"""How the province's items and our accounts of them are spelled: JSON, the same in a folder and over HTTP."""

import json
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from broadcaster.domain.alert_labels import spelled
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.province import ProvinceMessage
from broadcaster.domain.province_account import ProvinceAccount

LARGEST: Final = 1_000_000
"""Bytes of one document; the longest text allowed, many times over."""
MOST_ITEMS: Final = 1_000
EXAMPLE: Final = {
    "id": "PT-2026-00317",
    "class": "priority",
    "title": "Phòng chống rét cho cây trồng, vật nuôi",
    "text": "Sở Nông nghiệp và Môi trường đề nghị bà con che chắn chuồng trại trước ngày 28/11/2026.",
    "topic": "agriculture",
    "issued_at": "2026-11-24T08:00:00+07:00",
    "expires_on": "2026-11-30",
    "hamlets": [],
}


class _Alert(BaseModel):
    """The parts of an emergency; any may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = ""
    time: str = ""
    place: str = ""
    intensity: str = ""
    danger: str = ""
    area: str = ""
    forecast: str = ""
    advice: str = ""


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=120)]
    class_: Annotated[Literal["routine", "priority", "emergency"], Field(alias="class")]
    title: str
    text: str = ""
    alert: _Alert | None = None
    topic: Topic = Topic.ADMINISTRATION
    issued_at: AwareDatetime
    expires_on: date
    hamlets: Annotated[tuple[str, ...], Field(max_length=500)] = ()


class ProvinceFormatError(ValueError):
    """A document is not as agreed; the sentence says where and why."""


def read_item(document: bytes | dict[str, object]) -> ProvinceMessage:
    """Read one item. Raises ProvinceFormatError."""
    try:
        plain = json.loads(document) if isinstance(document, bytes) else document
        item = _Item.model_validate(plain)
        return ProvinceMessage(
            source_id=item.id,
            precedence=Precedence[item.class_.upper()],
            title=item.title,
            text="\n".join(filter(None, (item.text, spelled(item.alert.model_dump()) if item.alert else ""))),
            topic=item.topic,
            issued_at=item.issued_at,
            expires_on=item.expires_on,
            hamlets=item.hamlets,
        )
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ProvinceFormatError(f"{where}: {first['msg']}") from wrong
    except ValueError as wrong:
        raise ProvinceFormatError(str(wrong)) from wrong


def write_account(account: ProvinceAccount) -> bytes:
    """Spell an account."""
    return json.dumps(account.to_plain(), ensure_ascii=False, indent=2).encode()
