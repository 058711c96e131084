"""What a refusal says to a person: one sentence for every code, in the reader's language, with the rule in it."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from broadcaster.domain.errors import StationError
from webui import figures
from webui.house import now, station
from webui.language import _, later
from webui.refusal_fields import FIELDS
from webui.refusals import SENTENCES

_STATUS = {"not_allowed": HTTPStatus.FORBIDDEN, "not_found": HTTPStatus.NOT_FOUND}
_HEADINGS = {
    400: later("Yêu cầu không đọc được"),
    401: later("Xin đăng nhập lại"),
    403: later("Không có quyền"),
    404: later("Không tìm thấy"),
    405: later("Không làm được ở đây"),
    409: later("Chưa làm được"),
    413: later("Nội dung quá dài"),
    429: later("Thử quá nhiều lần"),
    500: later("Đài gặp lỗi"),
}
_TOLD = {
    400: later("Trang có thể đã mở quá lâu. Quay lại, tải lại trang rồi làm lại."),
    401: later("Phiên làm việc đã hết. Đăng nhập rồi làm tiếp; bản nháp vẫn còn trong máy này."),
    404: later("Trang hoặc mục này không có, hoặc thuộc nơi khác."),
    405: later("Địa chỉ này không nhận yêu cầu kiểu đó."),
    413: later("Nội dung gửi lên dài quá mức đài nhận."),
    429: later("Chờ một phút rồi thử lại."),
    500: later("Lỗi đã được ghi lại. Loa vẫn phát theo kế hoạch đã giữ sẵn."),
}


def explain(app: Flask) -> None:
    """Let the app answer refusals, wrong addresses and its own faults in words."""
    app.register_error_handler(StationError, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _wrong)
    app.register_error_handler(Exception, _broken(app))


def sentence(refusal: StationError) -> str:
    """Say a refusal; a code without a sentence of its own is told plainly with its name."""
    template = SENTENCES.get(refusal.code)
    if template is None:
        return _("Đài từ chối (%(code)s).", code=refusal.code)
    facts = {name: _fact(value) for name, value in refusal.facts.items()}
    return str(template) % _Facts(facts)


def field_of(code: str) -> str:
    """Return the form field that a refusal is about, "" for the form as a whole."""
    return FIELDS.get(code, "")


class _Facts(dict[str, object]):
    """Facts by name; one that a refusal did not give is shown as a dash, never as a fault."""

    def __missing__(self, name: str) -> str:
        return "–"


def _fact(value: object) -> str:
    if isinstance(value, datetime):
        return figures.Wall(station().commune.zone).when(value, now())
    if isinstance(value, date):
        return figures.full_day(value)
    return str(value)


def _refused(refusal: StationError) -> Response:
    return _answer(_STATUS.get(refusal.code, HTTPStatus.CONFLICT), sentence(refusal))


def _stale(_error: CSRFError) -> Response:
    """Tell a form that was open too long from a session that has ended, whose form has no token either."""
    status = HTTPStatus.BAD_REQUEST if current_user.is_authenticated else HTTPStatus.UNAUTHORIZED
    return _answer(status, str(_TOLD[status.value]))


def _wrong(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    return _answer(HTTPStatus(code), str(_TOLD.get(code, error.description or "")))


def _broken(app: Flask) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        """Write a fault down under a reference that the person can tell the technician."""
        reference = secrets.token_hex(4)
        app.logger.error("fault %s at %s", reference, request.path, exc_info=error)
        g.me = g.strip = None  # the page of a fault asks the database nothing: it may be what is broken
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, str(_TOLD[500]), reference)

    return answer


def _answer(status: HTTPStatus, told: str, reference: str = "") -> Response:
    if request.accept_mimetypes.best == "application/json":
        answer = jsonify(sentence=told, reference=reference)
    elif request.headers.get("HX-Request"):
        answer = make_response(told)
        answer.mimetype = "text/plain"
    else:
        heading = str(_HEADINGS.get(status.value, _HEADINGS[409]))
        back = urlsplit(request.referrer or "").path  # where the form is that was sent
        page = render_template("error.html", heading=heading, sentence=told, reference=reference, back=back)
        answer = make_response(page)
    answer.status_code = status.value
    return answer
