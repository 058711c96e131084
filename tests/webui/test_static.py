"""What the pages carry: vendored files as stated, small enough for a slow line, kept by browsers for ever."""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask

import webui
from broadcaster.domain.people import Role
from tests.webui.conftest import Visitor

STATIC = Path(webui.__file__).parent / "static"
VENDORED = STATIC / "vendor"
FIRST_LOAD = 150_000
"""Bytes that a page may cost on the first visit, fonts included."""


def test_vendored_files_are_what_they_say() -> None:
    table = (VENDORED / "VENDORED.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (\d+) \| `([0-9a-f]{64})` \|$", table, re.MULTILINE)
    stated = {name: (int(size), sha) for name, size, sha in rows}
    real = {
        path.name: (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in VENDORED.iterdir()
        if path.suffix in {".woff2", ".js", ".css"}
    }
    assert stated == real
    for licence in re.findall(r"\((LICENSE-[\w-]+\.txt)\)", table):
        assert (VENDORED / licence).read_text()


def test_pages_name_nothing_of_other_sites() -> None:
    for path in [*STATIC.glob("*.*"), *(Path(webui.__file__).parent / "templates").glob("*.html")]:
        found = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(https?:)?//", path.read_text())
        assert found == [], path.name


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in (Path(webui.__file__).parent / "templates").glob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on", text), path.name


def test_static_files_are_squeezed_and_kept_for_ever(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/static/station.css?v=1", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(answer.get_data()) == (STATIC / "station.css").read_bytes()
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    plain = client.get("/static/station.css")
    assert plain.get_data() == (STATIC / "station.css").read_bytes()
    assert "Content-Encoding" not in plain.headers


def test_the_first_load_of_a_page_is_light(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    fonts = sum(path.stat().st_size for path in VENDORED.glob("*.woff2"))
    for address in ("/", "/ban-bien-tap/", "/ban-bien-tap/moi", "/lich-phat/", "/cum-loa/", "/nhat-ky/"):
        page = operator.get(address)
        parts = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page.get_data(as_text=True)))
        assert len(parts) >= 5
        weights = [operator.get(part, **{"Accept-Encoding": "gzip"}).content_length or 0 for part in parts]
        assert fonts + len(page.get_data()) + sum(weights) < FIRST_LOAD, address
