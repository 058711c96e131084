"""Static files: kept by browsers for ever (their address changes with them), and text squeezed on the way."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from webui.dress import STATIC

SQUEEZED = (".css", ".js", ".svg")
_FOR_EVER = "public, max-age=31536000, immutable"


class PageSessions(SecureCookieSessionInterface):
    """Sessions that leave static answers alone: what varies with a cookie is not kept for ever by any browser."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie where it may have changed."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def serve(app: Flask) -> None:
    """Make the app's static answers small and lasting."""
    app.session_interface = PageSessions()
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
