"""Asking anew who sits before the page: the limit on guesses, and what a wrong code or password says."""

from sqlalchemy.orm import Session

from broadcaster.domain.errors import StationError
from broadcaster.services import factors
from webui.forms import Form
from webui.guessing import limiter
from webui.house import me, now
from webui.language import _


def who() -> str:
    """Name who is proving a factor, for the limit on guesses."""
    return f"factor:{me().id}"


proving = limiter.limit("10/minute;40/hour", key_func=who)
"""Slows down whoever guesses codes; a person who knows theirs never meets it."""


def prove(session: Session, form: Form) -> None:
    """Take the fresh factor that was typed, in the transaction of the act. StationError `factor_refused`."""
    factors.prove(session, me(), str(form.get("factor") or ""), now=now())


def refuse(form: Form, refusal: StationError) -> None:
    """Put a refusal beside its field; a wrong factor beside the factor."""
    if refusal.code == "factor_refused":
        form.wrong("factor", _("Mã hoặc mật khẩu không đúng, hoặc đã dùng rồi."))
    else:
        form.refused(refusal)
