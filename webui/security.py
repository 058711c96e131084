"""What browsers are told about every answer. No inline script or style exists, so the policy needs no exception."""

from flask import Flask, Response

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(*, images: str = "") -> str:
    """Return the policy; `images` is one more place that a page may take images from."""
    more = {"img-src": f"{_SOURCES['img-src']} {images}"} if images else {}
    return "; ".join(f"{kind} {sources}" for kind, sources in {**_SOURCES, **more}.items())


POLICY = policy()
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=()",
}
YEAR = 31_536_000


def guard(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer; `secure` where the pages are served over TLS."""

    def harden(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if secure:
            answer.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    app.after_request(harden)
