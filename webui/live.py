"""*Nói trực tiếp*: an approver speaks to hamlets from the browser, seen by everybody, ended by one button."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.live_talk import LARGEST_PIECE, LEAD, LONGEST_MIN, SPEECH_HZ
from broadcaster.domain.people import Act
from broadcaster.queries import stream_pages
from broadcaster.queries.names import hamlet_choices
from broadcaster.services import live
from broadcaster.services.live import TAIL
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.stream_words import STREAM_STATES, TALK_ENDS

pages = Blueprint("live", __name__, url_prefix="/noi-truc-tiep")
WHOLE = "*"
"""What the form sends for the whole commune."""


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str | AnyResponse:
    """Lead to the talk on air; else ask what shall be said, and where."""
    with reading() as session:
        talk = live.open_talk(session, commune_id(), now=now())
    if talk is not None:
        return redirect(url_for("live.show", talk_id=talk.id))
    return _page(Form(minutes="5"))


@pages.post("/")
@opens_to(Act.SPEAK_LIVE)
def begin() -> AnyResponse | tuple[str, int]:
    """Put a talk on air in half a minute."""
    form = posted("hamlets")
    minutes = form.need("minutes", form.whole("minutes", least=1, most=LONGEST_MIN), _("Ghi số phút."))
    hamlets = form.many("hamlets")
    if not hamlets:
        form.wrong("hamlets", _("Chọn thôn, hoặc chọn cả xã."))
    if minutes is not None and not form.errors:
        try:
            with writing() as session:
                talk = live.ask(
                    session,
                    title=form.words("title"),
                    minutes=minutes,
                    hamlets=() if WHOLE in hamlets else hamlets,
                    silence=station().silence,
                    by=me(),
                    now=now(),
                )
            return redirect(url_for("live.show", talk_id=talk.id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.get("/<talk_id>")
@opens_to(Act.SEE_STATION)
def show(talk_id: str) -> str:
    """Show a talk: to who speaks the microphone, to the others how it goes."""
    with reading() as session:
        view = _view(session, talk_id)
    talk = view.talk
    return render_template(
        "live_talk.html",
        view=view,
        is_open=talk.is_open(now()),
        is_mine=talk.person_id == me().id,
        speak_until=talk.until_at - TAIL,
        rate_hz=SPEECH_HZ,
        **_words(),
    )


@pages.get("/<talk_id>/tinh-hinh")
@opens_to(Act.SEE_STATION)
def standing(talk_id: str) -> Response:
    """Answer with how the sound arrives and who hears it; once the talk is over, all of the page is another."""
    with reading() as session:
        view = _view(session, talk_id)
    is_open = view.talk.is_open(now())
    answer = Response(render_template("live_standing.html", view=view, is_open=is_open, **_words()))
    if not is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@pages.post("/<talk_id>/tieng/<int:number>")
@opens_to(Act.SPEAK_LIVE)
def hear(talk_id: str, number: int) -> Response:
    """Take a piece of what the microphone hears; 410 once the talk is over, so that the browser stops."""
    request.max_content_length = LARGEST_PIECE
    with reading() as session:
        talk = live.get(session, talk_id, commune_id=commune_id())
    if talk.person_id != me().id:
        raise StationError("not_allowed", act=Act.SPEAK_LIVE.value, role=me().role.value)
    if not talk.is_open(now()):
        return Response(status=410)
    try:
        station().microphones.put(talk.id, number, request.get_data())
    except ValueError:
        return Response(status=400)
    return Response(status=204)


@pages.post("/<talk_id>/ket-thuc")
@opens_to(Act.SPEAK_LIVE)
def end(talk_id: str) -> AnyResponse:
    """End the talk, whoever speaks."""
    with writing() as session:
        live.end(session, talk_id, by=me(), now=now())
    flash(_("Đã kết thúc. Lời cuối còn vang trên loa vài giây; bản ghi vào kho âm thanh sau ít phút."))
    return redirect(url_for("live.show", talk_id=talk_id))


def _page(form: Form) -> str:
    with reading() as session:
        hamlets = hamlet_choices(session, commune_id())
        past = stream_pages.past_talks(session, commune_id())
    return render_template(
        "live.html",
        form=form,
        errors=form.errors,
        hamlets=[
            (WHOLE, _("Cả xã")),
            *((hamlet.code, f"{hamlet.name} ({hamlet.speakers})") for hamlet in hamlets),
        ],
        past=past,
        lead_s=round(LEAD.total_seconds()),
        longest=LONGEST_MIN,
        **_words(),
    )


def _view(session: Session, talk_id: str) -> stream_pages.TalkView:
    return stream_pages.talk_view(session, live.get(session, talk_id, commune_id=commune_id()))


def _words() -> dict[str, object]:
    return {"states": STREAM_STATES, "ends": TALK_ENDS}
