"""*Khảo sát*: waves planned by the office, answered on a phone at people's doors."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.survey import MOST_ADULTS, WINDOW_DAYS, Clarity, SurveyWave
from broadcaster.queries import survey_waves
from broadcaster.queries.names import hamlet_names
from broadcaster.reach.sampling import wilson
from broadcaster.services import surveys as asked
from webui import words
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _, later
from webui.reach_words import share_range

CLARITIES: dict[Clarity, str] = {
    Clarity.CLEAR: later("Rõ lời"),
    Clarity.BLURRED: later("Nghe tiếng, không rõ lời"),
    Clarity.SILENT: later("Không nghe thấy"),
}
pages = Blueprint("surveys", __name__, url_prefix="/khao-sat")


@pages.get("/")
@opens_to(Act.SEE_STATION, Act.ENTER_ANSWERS)
def index() -> str:
    """List the waves."""
    with reading() as session:
        waves = survey_waves.all_waves(session, commune_id())
    return render_template("surveys.html", waves=waves)


@pages.get("/lap")
@opens_to(Act.PLAN_SURVEY)
def plan() -> str:
    """Ask what the next wave shall be about."""
    first = Form(
        from_on=today().isoformat(),
        until_on=(today() + timedelta(days=13)).isoformat(),
        window_days=WINDOW_DAYS,
        margin="5",
        design_effect="1",
        topics=(Topic.INNOVATION.value,),
    )
    return _plan_page(first)


@pages.post("/lap")
@opens_to(Act.PLAN_SURVEY)
def plan_now() -> AnyResponse | tuple[str, int]:
    """Plan a wave with its sample."""
    form = posted("topics")
    from_on = form.need("from_on", form.day("from_on"), _("Ghi ngày bắt đầu hỏi."))
    until_on = form.need("until_on", form.day("until_on"), _("Ghi ngày hỏi xong."))
    window_days = form.need("window_days", form.whole("window_days", least=1, most=366), _("Ghi số ngày."))
    margin = form.need("margin", form.decimal("margin", least=1, most=20), _("Ghi sai số, ví dụ 5."))
    effect = form.need(
        "design_effect", form.decimal("design_effect", least=1, most=10), _("Ghi hệ số, ví dụ 1.")
    )
    if not form.errors and from_on and until_on and window_days and margin and effect:
        try:
            with writing() as session:
                wave = asked.plan(
                    session,
                    name=form.words("name"),
                    from_on=from_on,
                    until_on=until_on,
                    topics=[topic.value for topic in Topic if topic.value in form.many("topics")],
                    foil=form.words("foil"),
                    window_days=window_days,
                    margin=margin / 100,
                    design_effect=effect,
                    by_operator=form.words("by_operator") == "1",
                    by=me(),
                    now=now(),
                )
            flash(_("Đã lập đợt khảo sát."))
            return redirect(url_for("surveys.wave", survey_id=wave.id))
        except StationError as refusal:
            form.refused(refusal)
    return _plan_page(form), 422


@pages.get("/<survey_id>")
@opens_to(Act.SEE_STATION, Act.ENTER_ANSWERS)
def wave(survey_id: str) -> str:
    """Show a wave: how far it is, what was answered, the newest interviews."""
    with reading() as session:
        answers = survey_waves.wave_answers(session, asked.get(session, survey_id, by=me()))
        lines = survey_waves.answer_lines(session, survey_id, hamlet=me().hamlet)
    names = {hamlet.hamlet_code: hamlet.hamlet for hamlet in answers.hamlets}
    return render_template(
        "survey.html",
        answers=answers,
        lines=lines,
        names=names,
        topics=_topics(answers.wave),
        wilson=wilson,
        share_range=share_range,
    )


@pages.get("/<survey_id>/phieu")
@opens_to(Act.SEE_STATION, Act.ENTER_ANSWERS)
def sheet(survey_id: str) -> str:
    """Show the questionnaire, to print."""
    with reading() as session:
        found = asked.get(session, survey_id, by=me())
    return render_template("survey_sheet.html", wave=found, topics=_topics(found), clarities=CLARITIES)


@pages.get("/<survey_id>/nhap")
@opens_to(Act.ENTER_ANSWERS)
def enter(survey_id: str) -> str:
    """Ask for one person's answers."""
    return _enter_page(survey_id, Form(hamlet=me().hamlet or ""))


@pages.post("/<survey_id>/nhap")
@opens_to(Act.ENTER_ANSWERS)
def enter_now(survey_id: str) -> AnyResponse | tuple[str, int]:
    """Keep one person's answers and offer the next sheet."""
    form = posted()
    with reading() as session:
        topics = asked.get(session, survey_id, by=me()).topics
    said = {name: form.words(name) for name in (*topics, "foil")}
    for name, answer in said.items():
        if answer not in {"yes", "no"}:
            form.wrong(name, _("Chọn đã nghe hoặc chưa nghe."))
    adults = form.whole("adults", least=1, most=MOST_ADULTS)
    if not form.errors:
        try:
            with writing() as session:
                asked.enter(
                    session,
                    survey_id,
                    hamlet=me().hamlet or form.words("hamlet"),
                    heard={topic: said[topic] == "yes" for topic in topics},
                    claims_foil=said["foil"] == "yes",
                    other_channel={"yes": True, "no": False}.get(form.words("other_channel")),
                    clarity=next((each for each in Clarity if each.value == form.words("clarity")), None),
                    adults=adults,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã ghi một phiếu. Hỏi người tiếp."))
            return redirect(url_for("surveys.enter", survey_id=survey_id))
        except StationError as refusal:
            form.refused(refusal)
    return _enter_page(survey_id, form), 422


@pages.post("/phieu/<interview_id>/bo")
@opens_to(Act.ENTER_ANSWERS)
def strike(interview_id: str) -> AnyResponse:
    """Take out an interview that was entered by mistake."""
    with writing() as session:
        survey_id = asked.strike(session, interview_id, by=me(), now=now()).survey_id
    flash(_("Đã bỏ phiếu ghi nhầm; phiếu vẫn còn trong sổ, không tính nữa."))
    return redirect(url_for("surveys.wave", survey_id=survey_id))


@pages.post("/<survey_id>/dong")
@opens_to(Act.PLAN_SURVEY)
def close(survey_id: str) -> AnyResponse:
    """End a wave."""
    with writing() as session:
        asked.close(session, survey_id, by=me(), now=now())
    flash(_("Đã đóng đợt khảo sát. Phiếu không nhập thêm, không bỏ được nữa."))
    return redirect(url_for("surveys.wave", survey_id=survey_id))


def _topics(found: SurveyWave) -> list[tuple[str, str]]:
    """Return the topics of a wave with their words."""
    return [(topic.value, words.TOPICS[topic]) for topic in Topic if topic.value in found.topics]


def _plan_page(form: Form) -> str:
    topics = [(topic.value, word) for topic, word in words.TOPICS.items()]
    return render_template("survey_plan.html", form=form, errors=form.errors, topics=topics)


def _enter_page(survey_id: str, form: Form) -> str:
    with reading() as session:
        found = asked.get(session, survey_id, by=me())
        if found.closed_at is not None:
            abort(404)
        answers = survey_waves.wave_answers(session, found)
        hamlets = list(hamlet_names(session, commune_id()).items())
    own = next((each for each in answers.hamlets if each.hamlet_code == me().hamlet), None)
    return render_template(
        "survey_enter.html",
        form=form,
        errors=form.errors,
        answers=answers,
        own=own,
        hamlets=hamlets,
        topics=_topics(found),
        clarities=CLARITIES,
    )
