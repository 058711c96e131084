"""*Kho âm thanh*: bytes go to the disk once their sender and card were looked at; the rest is a renderer's."""

import json
from collections.abc import Callable
from html import unescape

import pytest
from werkzeug.test import TestResponse

from broadcaster.domain.library import LibrarySound, SoundState
from broadcaster.domain.people import Role
from broadcaster.services import bulletins, taking_in
from tests.factories import NOW, World, recording, wording
from tests.webui.conftest import PageStation, Visitor

PAGE = "/kho-am-thanh/"
Enter = Callable[[Role], Visitor]


def send(visitor: Visitor, content: bytes, page: str = f"{PAGE}them", **card: str) -> TestResponse:
    query = {
        "title": "Lời chị Hạnh",
        "kind": "speech",
        "licence": "own",
        "source": "",
        "expires_on": "",
    } | card
    return visitor.client.post(
        f"{PAGE}nhan",
        query_string=query,
        data=content,
        content_type="application/octet-stream",
        headers={"X-CSRFToken": visitor.token(page)},
    )


def shown(visitor: Visitor, address: str = PAGE) -> str:
    return unescape(visitor.get(address).get_data(as_text=True))


def take_in(world: World, failure: str = "") -> str:
    with world.memory.writes.begin() as session:
        claimed = taking_in.claim(session, now=NOW)
        assert claimed
        if failure:
            taking_in.fail(session, claimed, failure, permanent=True, now=NOW)
        else:
            taking_in.finish(session, claimed, recording(claimed.sound_id))
    return claimed.sound_id


def test_a_large_body_goes_to_the_disk(visitor: Enter, station: PageStation) -> None:
    operator = visitor(Role.OPERATOR)
    answer = send(operator, b"\0" * 3_000_000)  # more than any form may be
    assert answer.status_code == 201, answer.get_data(as_text=True)
    told = json.loads(answer.get_data())
    assert station.uploads.path(told["id"]).stat().st_size == 3_000_000
    assert "Đang xử lý" in shown(operator, told["next"])


@pytest.mark.parametrize(
    ("content", "card", "field"),
    [
        (b"", {}, "file"),
        (b"x", {"title": " "}, "title"),
        (b"x", {"licence": "free"}, "source"),
        (b"x", {"kind": "noise"}, "kind"),
        (b"x", {"expires_on": "mai"}, "expires_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visitor: Enter, station: PageStation, content: bytes, card: dict[str, str], field: str
) -> None:
    answer = send(visitor(Role.OPERATOR), content, **card)
    assert answer.status_code == 422
    assert list(json.loads(answer.get_data())["errors"]) == [field]
    assert not list((station.settings.path("uploads")).glob("*"))


def test_only_our_own_page_sends(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    forged = operator.client.post(f"{PAGE}nhan?title=x&kind=speech&licence=own", data=b"x")
    assert forged.status_code == 400
    assert send(visitor(Role.VIEWER), b"x", "/").status_code == 403


def test_a_hamlet_heads_voice_is_small(visitor: Enter) -> None:
    head = visitor(Role.HAMLET_HEAD)
    assert send(head, b"x" * 20_000_001, "/thon/xin-phat").status_code in {413, 422}
    assert send(head, b"x", "/thon/xin-phat").status_code == 201


def test_a_name_is_never_a_path(visitor: Enter, station: PageStation) -> None:
    operator = visitor(Role.OPERATOR)
    answer = send(operator, b"x", title="../../../etc/passwd\x00\u202e")
    assert answer.status_code == 201
    assert [path.name for path in station.settings.path("uploads").iterdir()] == [
        json.loads(answer.get_data())["id"]
    ]
    assert "../../../etc/passwd" in shown(operator)


def test_from_the_upload_to_the_air(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    send(operator, b"x")
    name = take_in(sqlite_world)
    assert "data-player" in shown(operator, f"{PAGE}{name}")
    assert "Chưa dùng ở đâu" in shown(operator, f"{PAGE}{name}")
    with sqlite_world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(), by=sqlite_world.operator, now=NOW)
    editor = f"/ban-bien-tap/{written.id}"
    assert "Lời chị Hạnh" in shown(operator, editor)
    operator.post(f"{editor}/giong-nguoi", editor, sound_id=name)
    page = shown(operator, editor)
    assert "giọng người, thu sẵn" in page
    assert "Giọng máy, có dấu trong tệp tiếng" not in page
    assert f"Bản tin “{wording().title}”" in shown(operator, f"{PAGE}{name}")
    operator.post(f"{PAGE}{name}/bo", f"{PAGE}{name}")
    assert "nên không bỏ được" in shown(operator, f"{PAGE}{name}")


def test_a_refused_sound_says_what_to_do(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    send(operator, b"x")
    name = take_in(sqlite_world, "upload_unknown_format")
    assert "Lưu thành MP3, WAV" in shown(operator, f"{PAGE}{name}")
    operator.post(f"{PAGE}{name}/bo", f"{PAGE}{name}")
    assert "Chưa có tiếng nào" in shown(operator)


def test_a_card_is_changed_and_searched(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    send(operator, b"x", licence="unknown")
    name = take_in(sqlite_world)
    assert "Chưa được phát" in shown(operator)
    fields = {"title": "Lý cây đa", "kind": "music", "licence": "free", "source": "Quan họ, CC0"}
    operator.post(f"{PAGE}{name}", f"{PAGE}{name}", **fields, expires_on="2026-11-01")
    assert "Hết hạn" in shown(operator, f"{PAGE}?tim=quan+họ")
    assert "Không có tiếng nào như vậy" in shown(operator, f"{PAGE}?loai=speech")


def test_a_spoken_request_becomes_a_bulletin(visitor: Enter, sqlite_world: World) -> None:
    head, operator = visitor(Role.HAMLET_HEAD), visitor(Role.OPERATOR)
    voice = json.loads(send(head, b"x", "/thon/xin-phat").get_data())["id"]
    sent = head.post("/thon/xin-phat", "/thon/xin-phat", voice=voice, text="", title="")
    assert sent.status_code == 302
    take_in(sqlite_world)
    with sqlite_world.memory.reads() as session:
        sound = session.get_one(LibrarySound, voice)
    assert sound.state is SoundState.READY
    asked = f"/hop-viec/{sound.request_id}"
    page = shown(operator, asked)
    assert "data-player" in page
    assert "Ghi lại lời trong tiếng thu" in page
    refused = operator.post(f"{asked}/nhan", asked, expires_on="2026-11-30", text="")
    assert refused.status_code == 422
    made = operator.post(f"{asked}/nhan", asked, expires_on="2026-11-30", text="Mời họp thôn tối nay.")
    assert "Mời họp thôn tối nay." in shown(operator, made.location)
