"""English is whole: every sentence of pages and code has its translation, with the same blanks, compiled."""

import gettext
import io
import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

import webui
from tests.webui.conftest import Visitor

HERE = Path(webui.__file__).parent
CATALOGUE = HERE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "later": None, "gettext": None}
BLANK = re.compile(r"%\((\w+)\)s|%%|%")


@cache
def sentences() -> set[str]:
    found = extract_from_dir(
        str(HERE), method_map=[("templates/**.html", "jinja2"), ("**.py", "python")], keywords=KEYWORDS
    )
    return {message for _file, _line, message, *_rest in found if isinstance(message, str)}


@cache
def catalogue_of_pages() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def test_every_sentence_is_translated() -> None:
    catalogue = {message.id: message.string for message in catalogue_of_pages() if message.id}
    assert sentences() - set(catalogue) == set(), "run webui/translations/update.sh"
    assert [sentence for sentence, said in catalogue.items() if not said] == []
    assert set(catalogue) - sentences() == set()


def test_translations_keep_the_blanks() -> None:
    for message in catalogue_of_pages():
        assert sorted(BLANK.findall(str(message.id))) == sorted(BLANK.findall(str(message.string))), (
            message.id
        )


def test_the_compiled_catalogue_is_fresh() -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue_of_pages())
    fresh.seek(0)
    compiled = CATALOGUE.with_suffix(".mo").open("rb")
    with compiled:
        assert gettext.GNUTranslations(compiled)._catalog == gettext.GNUTranslations(fresh)._catalog  # type: ignore[attr-defined]  # the standard library's own table


def test_a_reader_chooses_english_and_gets_it_everywhere(stranger: Visitor, app: Flask) -> None:
    chosen = stranger.post("/cach-xem", language="en", to="/dang-nhap")
    assert chosen.location == "/dang-nhap"
    page = stranger.get("/dang-nhap").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "Sign in" in page
    stranger.sign_in("operator")
    for address in (
        "/",
        "/ban-bien-tap/",
        "/ban-bien-tap/moi",
        "/lich-phat/",
        "/cum-loa/",
        "/nhat-ky/",
        "/do-tiep-can/",
    ):
        shown = stranger.get(address).get_data(as_text=True)
        assert re.findall(r">[^<>{}]*(?:Lịch phát|Hôm nay|Cụm loa|Nhật ký)[^<>]*<", shown) == [], address
