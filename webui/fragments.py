"""Parts of pages that browsers ask for again and again: sent only when they have changed."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, make_response, render_template, request

from webui.house import me
from webui.language import current

_TEMPLATES = Path(__file__).parent / "templates"


def tag(value: object) -> str:
    """Name what a part would show: its rows, its reader and its template's edition."""
    reader = (me().id, me().role, me().session_epoch, current())
    return hashlib.sha256(repr((value, reader, _edition())).encode()).hexdigest()[:20]


def part(template: str, mark: str, **rows: object) -> Response:
    """Answer with the part, or with 304 where the browser already shows it (by ETag or by htmx's own tag)."""
    known = request.headers.get("HX-PTag") == mark or mark in request.if_none_match
    answer = Response(status=304) if known else make_response(render_template(template, **rows))
    answer.set_etag(mark)
    answer.headers["HX-PTag"] = mark
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@lru_cache(maxsize=1)
def _edition() -> str:
    parts = b"".join(path.read_bytes() for path in sorted(_TEMPLATES.glob("*.html")))
    return hashlib.sha256(parts).hexdigest()[:8]
