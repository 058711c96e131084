"""*Lịch phát*: the week, one airing's rundown, and what may be put into the schedule."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.schedule import Slot
from broadcaster.queries import change_log
from broadcaster.queries import week as rows
from broadcaster.queries.names import hamlet_names
from broadcaster.services import (
    one_off,
    planning_marks,
    special_days,
    timetable,
    timetable_changes,
    timetable_proposals,
)
from webui import figures, odd_hours
from webui.access import opens_to
from webui.forms import Form, posted, read_hour
from webui.house import commune_id, me, now, reading, today, wall, writing
from webui.language import _
from webui.moments import read_day
from webui.rundown import joined
from webui.week_plan import week_plan
from webui.weekdays import WEEKDAYS, weekdays_words
from webui.why import DECIDED

pages = Blueprint("schedule", __name__, url_prefix="/lich-phat")
LONGEST_MINUTES = 180


@pages.get("/")
@opens_to(Act.SEE_STATION)
def week() -> str | Response:
    """Show seven days: those that come, unless another week is asked for.

    A page that shows a week before its new plan asks again, and is told to load anew once the plan is there.
    """
    if request.headers.get("HX-Request"):
        with reading() as session:
            is_done = not planning_marks.is_open(session, commune_id())
        return Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"} if is_done else {})
    starts_on = read_day(request.args.get("tuan", "")) or today()
    with reading() as session:
        found = rows.week(session, commune_id(), starts_on=starts_on, now=now())
        lists = rows.timetable_lists(session, commune_id(), now=now())
        changes = change_log.recent(session, commune_id(), now=now())
        special = special_days.current(session, commune_id())
        is_replanning = planning_marks.is_open(session, commune_id())
        coming = next((each for each in found.airings if each.starts_at > now()), None)
        view = coming and rows.airing(
            session, commune_id(), coming.schedule_id, coming.starts_at, hamlet=coming.heard_by
        )
    plan = week_plan(found, wall)
    return render_template(
        "week.html",
        week=found,
        plan=plan,
        view=view,
        lines=joined(view.lines) if view else (),
        timetable=lists,
        weekdays_words=weekdays_words,
        changes=changes,
        changed=next((one for one in changes if one.id == request.args.get("doi")), None),
        special={day.on: [one.name for one in special if one.falls_on(day.on)] for day in plan.days},
        change_words=DECIDED,
        is_replanning=is_replanning,
        longest=LONGEST_MINUTES,
    )


@pages.get("/khung-gio")
@opens_to(Act.SCHEDULE)
def add() -> str:
    """Ask for a new slot."""
    every_day = [str(day) for day in sorted(EVERY_DAY)]
    return _slot_page(Form(weekdays=every_day, first_on=today().isoformat(), minutes=15))


@pages.post("/khung-gio")
@opens_to(Act.SCHEDULE)
def add_slot() -> AnyResponse | tuple[str, int]:
    """Put a programme on air."""
    form = posted("weekdays", "hamlets")
    slot = _slot(form)
    if slot is not None:
        try:
            with writing() as session:
                timetable.add_schedule(
                    session,
                    name=form.words("name"),
                    slot=slot,
                    programme_id=form.words("programme"),
                    by=me(),
                    now=now(),
                )
            return _put_in(slot)
        except StationError as refusal:
            form.refused(refusal)
    return _slot_page(form), 422


@pages.get("/mot-lan")
@opens_to(Act.SCHEDULE)
def once() -> str:
    """Ask for a single broadcast of an approved bulletin."""
    soon = wall(now()) + timedelta(minutes=10)
    return _once_page(Form(on=soon.date().isoformat(), at=f"{soon:%H:%M}"))


@pages.post("/mot-lan")
@opens_to(Act.SCHEDULE)
def add_once() -> AnyResponse | tuple[str, int]:
    """Put one bulletin on air once."""
    form = posted("hamlets")
    day = form.need("on", form.day("on"), _("Ghi ngày phát."))
    at = form.need("at", form.hour("at"), _("Ghi giờ phát."))
    if day is not None and at is not None:
        try:
            with writing() as session:
                made = one_off.air_once(
                    session,
                    form.words("bulletin"),
                    on=day,
                    at=at,
                    hamlets=form.many("hamlets"),
                    by=me(),
                    now=now(),
                )
            return _put_in(made.slot)
        except StationError as refusal:
            form.refused(refusal)
    return _once_page(form), 422


@pages.get("/<schedule_id>/thoi")
@opens_to(Act.SCHEDULE)
def end(schedule_id: str) -> str:
    """Ask before a schedule goes off the air."""
    with reading() as session:
        lists = rows.timetable_lists(session, commune_id(), now=now())
    slot = next((each for each in lists.slots if each.id == schedule_id), None)
    if slot is None:
        raise StationError("not_found", kind="schedule")
    return render_template(
        "reason.html",
        form={},
        errors={},
        ask_reason=False,
        question=_("Thôi phát “%(name)s”?", name=slot.name),
        effect=_("Các lần sau không phát nữa. Lần đang phát vẫn phát hết."),
        verb=_("Thôi phát"),
        is_grave=False,
        back=url_for("schedule.week"),
        back_word=_("Lịch phát"),
    )


@pages.post("/<schedule_id>/thoi")
@opens_to(Act.SCHEDULE)
def end_now(schedule_id: str) -> AnyResponse:
    """Take a schedule off the air."""
    with writing() as session:
        proposal = timetable_proposals.end(session, schedule_id, by=me(), now=now())
        key = timetable_changes.save(session, proposal, by=me(), now=now())
    return redirect(url_for("schedule.week", doi=key))


def _put_in(slot: Slot) -> AnyResponse:
    flash(_("Đã xếp vào lịch."))
    odd_hours.tell([slot])
    return redirect(url_for("schedule.week"))


def _slot(form: Form) -> Slot | None:
    minutes = form.need("minutes", form.whole("minutes", least=1, most=LONGEST_MINUTES), _("Ghi số phút."))
    first_on = form.need("first_on", form.day("first_on"), _("Ghi ngày bắt đầu."))
    last_on = form.day("last_on")
    weekdays = frozenset(int(day) for day in form.many("weekdays") if day.isdecimal())
    if not weekdays or not weekdays <= EVERY_DAY:
        form.wrong("weekdays", _("Chọn ít nhất một ngày."))
    if not form.words("programme"):
        form.wrong("programme", _("Chọn chương trình; chưa có thì thêm chương trình trước."))
    if first_on and last_on and last_on < first_on:
        form.wrong("last_on", _("Ngày cuối phải sau ngày đầu."))
    times, excepted = _times(form), _days(form)
    if minutes is None or first_on is None or form.errors:
        return None
    recurrence = Recurrence(weekdays, times, first_on, last_on, excepted)
    return Slot(recurrence, minutes * 60_000, form.many("hamlets"))


def _times(form: Form) -> tuple[time, ...]:
    try:
        found = {read_hour(each) for each in form.words("times").split(",")}
    except ValueError:
        form.wrong("times", _("Ghi giờ như 05:30, nhiều giờ thì cách nhau bằng dấu phẩy."))
        return ()
    return tuple(sorted(found))


def _days(form: Form) -> frozenset[date]:
    typed = [each.strip() for each in form.words("except_on").split(",") if each.strip()]
    try:
        return frozenset(datetime.strptime(each, "%d/%m/%Y").date() for each in typed)  # noqa: DTZ007  # a day has no zone
    except ValueError:
        form.wrong("except_on", _("Ghi ngày như 24/11/2026, cách nhau bằng dấu phẩy."))
        return frozenset()


def _slot_page(form: Form) -> str:
    with reading() as session:
        lists = rows.timetable_lists(session, commune_id(), now=now())
        hamlets = list(hamlet_names(session, commune_id()).items())
    weekdays = [(str(number), figures.weekday(day)) for number, day in enumerate(WEEKDAYS)]
    return render_template(
        "slot_form.html",
        form=form,
        errors=form.errors,
        hamlets=hamlets,
        odd=odd_hours.of_form(form),
        weekdays=weekdays,
        programmes=[(each.id, each.name) for each in lists.programmes],
    )


def _once_page(form: Form) -> str:
    with reading() as session:
        found = rows.airable(session, commune_id(), now=now())
        hamlets = list(hamlet_names(session, commune_id()).items())
    choices = [(each.bulletin_id, f"{each.title} ({figures.length(each.duration_ms)})") for each in found]
    return render_template(
        "once_form.html",
        form=form,
        errors=form.errors,
        odd=odd_hours.of_form(form),
        bulletins=choices,
        hamlets=hamlets,
    )
