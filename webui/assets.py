"""Static files: kept by browsers for ever (their address changes with them), and text squeezed on the way."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from webui.dress import STATIC

SQUEEZED = (".css", ".js", ".svg")
_FOR_EVER = "public, max-age=31536000, immutable"


def serve(app: Flask) -> None:
    """Make the app's static answers small and lasting."""
    app.after_request(_lasting)


def _lasting(answer: Response) -> Response:
    if request.endpoint != "static" or answer.status_code != 200:
        return answer
    if "v" in request.args:
        answer.headers["Cache-Control"] = _FOR_EVER
    name = (request.view_args or {}).get("filename", "")
    if name.endswith(SQUEEZED):
        answer.headers["Vary"] = "Accept-Encoding"
        if request.accept_encodings["gzip"] and request.method == "GET":
            answer.direct_passthrough = False
            answer.set_data(_squeezed(name, (STATIC / name).stat().st_mtime_ns))
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers.pop("ETag", None)
    return answer


@lru_cache(maxsize=32)
def _squeezed(name: str, _changed: int) -> bytes:
    """Squeeze a file once for each time that it changes."""
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)
