"""Vietnamese first, English second: the one place that touches flask-babel."""

from contextlib import AbstractContextManager
from typing import cast

import flask_babel  # type: ignore[import-untyped]  # flask-babel carries no types
from flask import Flask, request

LANGUAGES = ("vi", "en")
COOKIE = "ngon_ngu"


def speak(app: Flask) -> None:
    """Let the app answer in the reader's language: the one chosen by cookie, else Vietnamese."""
    flask_babel.Babel(app, default_locale="vi", locale_selector=chosen)


def chosen() -> str:
    """Return the reader's language."""
    asked = request.cookies.get(COOKIE, "vi")
    return asked if asked in LANGUAGES else "vi"


def current() -> str:
    """Return the language in use now, outside a request too."""
    found = flask_babel.get_locale()
    return str(found.language) if found else "vi"


def in_vietnamese() -> AbstractContextManager[None]:
    """Speak Vietnamese inside the block, whoever reads: an administrative document has one language."""
    return cast("AbstractContextManager[None]", flask_babel.force_locale("vi"))


def _(text: str, **facts: object) -> str:
    """Say a Vietnamese sentence in the reader's language; `facts` fill its %(name)s."""
    return str(flask_babel.gettext(text, **facts))


def later(text: str) -> str:
    """Mark a sentence of a table for translation each time it is shown."""
    return cast("str", flask_babel.lazy_gettext(text))
