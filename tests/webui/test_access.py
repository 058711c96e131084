"""Every route × every role, in one table; and what holds for every route."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from broadcaster.domain.people import MAY, Act, Role
from tests.webui.conftest import Visitor
from webui import access

SEE, WRITE, APPROVE = {Act.SEE_STATION}, {Act.WRITE}, {Act.APPROVE}
ALERT, PLAN_SURVEY, ENTER_ANSWERS = {Act.ALERT}, {Act.PLAN_SURVEY}, {Act.ENTER_ANSWERS}
CONTRIBUTE, KEEP_UNITS = {Act.CONTRIBUTE}, {Act.KEEP_UNITS}
EVERYBODY: set[Act] = set()
STRANGERS = None
TABLE: dict[str, set[Act] | None] = {
    "auth.sign_in": STRANGERS,
    "auth.try_sign_in": STRANGERS,
    "second_step.ask": STRANGERS,
    "second_step.answer": STRANGERS,
    "auth.prefer": STRANGERS,
    "auth.sign_out": EVERYBODY,
    "static": STRANGERS,
    "health.live": STRANGERS,
    "health.ready": STRANGERS,
    "health.metrics": STRANGERS,
    "home.today": EVERYBODY,
    "home.board": SEE,
    "strip.show": EVERYBODY,
    "live.index": SEE,
    "live.show": SEE,
    "live.standing": SEE,
    "live.begin": {Act.SPEAK_LIVE},
    "live.hear": {Act.SPEAK_LIVE},
    "live.end": {Act.SPEAK_LIVE},
    "relays.index": SEE,
    "relays.add": {Act.KEEP_SETTINGS},
    "relays.end": {Act.KEEP_SETTINGS},
    "relays.place": {Act.SCHEDULE},
    "stopping.ask": {Act.STOP},
    "stopping.stop": {Act.STOP},
    "stopping.release": {Act.STOP},
    "stopping.keep": {Act.STOP},
    "enrolment.index": {Act.KEEP_FLEET},
    "enrolment.show": {Act.KEEP_FLEET},
    "enrolment.begin": {Act.KEEP_FLEET},
    "enrolment.give_up": {Act.KEEP_FLEET},
    "enrolment.confirm": {Act.KEEP_FLEET},
    "ahead.index": SEE,
    "ahead.hamlet": SEE,
    "ahead.speaker": SEE,
    "emergency.desk": SEE,
    "emergency.drill": SEE,
    "emergency.alert": SEE,
    "emergency.keep_silent": {Act.STOP},
    "emergency.reach": ALERT,
    "emergency.save": ALERT,
    "emergency.change": ALERT,
    "emergency.confirm": ALERT,
    "emergency.fire": ALERT,
    "emergency.end": ALERT,
    "emergency_live.alert": SEE,
    "emergency_live.visits": SEE,
    "emergency_live.stop": SEE,
    "cap.take_in": ALERT,
    "cap.use": ALERT,
    "cap.dismiss": ALERT,
    "cap.export": SEE,
    "desk.index": SEE,
    "desk.edit": SEE,
    "desk.sound": SEE,
    "desk.new": WRITE,
    "desk.create": WRITE,
    "desk.save": WRITE,
    "desk.autosave": WRITE,
    "desk.spoken": WRITE,
    "desk.choose": WRITE,
    "desk.render": WRITE,
    "desk.submit": WRITE,
    "desk.withdraw": WRITE | APPROVE,
    "desk.withdraw_now": WRITE | APPROVE,
    "desk_voice.keep": WRITE,
    "desk_voice.reread": WRITE,
    "desk_voice.use": WRITE,
    "library.index": SEE,
    "library.add": WRITE,
    "library.receive": WRITE | {Act.REQUEST, Act.CONTRIBUTE},
    "library.show": SEE,
    "library.standing": SEE,
    "library.describe": WRITE,
    "library.remove": WRITE,
    "library.cut": WRITE,
    "playlists.index": SEE,
    "playlists.add": WRITE,
    "playlists.show": SEE,
    "playlists.change": WRITE,
    "playlists.remove": WRITE,
    "playlists.join": WRITE,
    "playlists.air": {Act.SCHEDULE},
    "sound_styles.index": SEE,
    "sound_styles.decide": {Act.KEEP_SETTINGS},
    "desk_voice.restyle": WRITE,
    "dictionary.index": SEE,
    "dictionary.add": WRITE,
    "dictionary.add_now": WRITE,
    "dictionary.edit": WRITE,
    "dictionary.edit_now": WRITE,
    "dictionary.forget": WRITE,
    "dictionary.take_over": WRITE,
    "dictionary.hand_out": SEE,
    "approval.queue": SEE,
    "approval.show": SEE,
    "approval.approve": APPROVE,
    "approval.send_back": APPROVE,
    "approval.send_back_now": APPROVE,
    "requests.index": SEE,
    "requests.show": SEE,
    "requests.accept": {Act.ANSWER_REQUEST},
    "requests.close": {Act.ANSWER_REQUEST},
    "requests.accept_at_once": {Act.ANSWER_REQUEST},
    "requests.refuse": {Act.ANSWER_REQUEST},
    "schedule.week": SEE,
    "rundown.show": SEE,
    "rundown.glance": SEE,
    "rundown.edit": {Act.SCHEDULE},
    "rundown.undo": {Act.SCHEDULE},
    "timeline.day": SEE,
    "timeline.change": {Act.SCHEDULE},
    "moving.show": {Act.SCHEDULE},
    "moving.change": {Act.SCHEDULE},
    "moving.undo": {Act.SCHEDULE},
    "odd_hours.typed": {Act.SCHEDULE},
    "why.occasion": SEE,
    "why.broadcast": SEE,
    "special.index": SEE,
    "special.add": {Act.SCHEDULE},
    "special.take_usual": {Act.SCHEDULE},
    "special.end": {Act.SCHEDULE},
    "special.restore": {Act.SCHEDULE},
    "links.index": SEE,
    "links.make": SEE,
    "links.end": SEE,
    "links.file": SEE,
    "links.subscribed": STRANGERS,
    "catching.index": SEE,
    "catching.air": {Act.SCHEDULE},
    "programmes.edit": {Act.SCHEDULE},
    "programmes.save": {Act.SCHEDULE},
    "programmes.end": {Act.SCHEDULE},
    "schedule.add": {Act.SCHEDULE},
    "schedule.add_slot": {Act.SCHEDULE},
    "schedule.once": {Act.SCHEDULE},
    "schedule.add_once": {Act.SCHEDULE},
    "schedule.end": {Act.SCHEDULE},
    "schedule.end_now": {Act.SCHEDULE},
    "hamlet.home": {Act.REQUEST},
    "hamlet.opinions": {Act.REQUEST},
    "hamlet.stories": {Act.REQUEST},
    "hamlet.ask": {Act.REQUEST},
    "hamlet.send": {Act.REQUEST},
    "hamlet.cancel": {Act.REQUEST},
    "hamlet.speakers": {Act.REQUEST},
    "hearing.ask": {Act.REQUEST},
    "hearing.say": {Act.REQUEST},
    "hearing.said": SEE,
    "contributing.home": CONTRIBUTE,
    "contributing.stories": CONTRIBUTE,
    "contributing.write": CONTRIBUTE,
    "contributing.send": CONTRIBUTE,
    "contributing.cancel": CONTRIBUTE,
    "authors.index": SEE,
    "authors.csv": SEE,
    "science_tasks.index": SEE,
    "science_tasks.show": SEE,
    "science_tasks.add": WRITE,
    "science_tasks.add_now": WRITE,
    "science_tasks.edit": WRITE,
    "science_tasks.edit_now": WRITE,
    "science_tasks.remove": WRITE,
    "science_tasks.link": WRITE,
    "science_tasks.unlink": WRITE,
    "opinions.index": SEE,
    "opinions.show": SEE,
    "opinions.labels": SEE,
    "opinions.answer": {Act.ANSWER_REQUEST},
    "opinions.set_aside": {Act.ANSWER_REQUEST},
    "opinions.to_bulletin": WRITE,
    "tell_us.show": STRANGERS,
    "tell_us.send": STRANGERS,
    "tell_us.thanks": STRANGERS,
    "publishing.index": SEE,
    "publishing.show": SEE,
    "publishing.publish": WRITE,
    "publishing.end": WRITE,
    "feed.home": STRANGERS,
    "feed.rss": STRANGERS,
    "feed.sound": STRANGERS,
    "province.index": SEE,
    "province.show": SEE,
    "province.take": {Act.ANSWER_REQUEST},
    "province.skip": {Act.ANSWER_REQUEST},
    "province.alarm": ALERT,
    "units.index": SEE,
    "units.add": KEEP_UNITS,
    "units.add_now": KEEP_UNITS,
    "units.edit": KEEP_UNITS,
    "units.change": KEEP_UNITS,
    "units.end": KEEP_UNITS,
    "fleet.index": SEE,
    "fleet.speaker": SEE,
    "fleet.adjust": {Act.KEEP_FLEET},
    "fleet.sound_tone": {Act.KEEP_FLEET},
    "archive.log": SEE,
    "archive.why": SEE,
    "archive.csv": SEE,
    "audience.reach": SEE,
    "audience.method": SEE,
    "audience.plays": SEE,
    "communes.index": SEE,
    "communes.export": SEE,
    "communes.take": {Act.MAKE_REPORT},
    "communes.drop": {Act.MAKE_REPORT},
    "coverage.show": SEE,
    "coverage.try_out": SEE,
    "coverage.shapes": SEE,
    "coverage.speaker": SEE,
    "coverage.places": {Act.KEEP_FLEET},
    "coverage.places_now": {Act.KEEP_FLEET},
    "coverage.forget": {Act.KEEP_FLEET},
    "mounting.mount": {Act.KEEP_FLEET},
    "mounting.new": {Act.KEEP_FLEET},
    "mounting.add": {Act.KEEP_FLEET},
    "coverage.measure": {Act.KEEP_FLEET},
    "coverage.strike": {Act.KEEP_FLEET},
    "surveys.index": SEE | ENTER_ANSWERS,
    "surveys.wave": SEE | ENTER_ANSWERS,
    "surveys.sheet": SEE | ENTER_ANSWERS,
    "surveys.plan": PLAN_SURVEY,
    "surveys.plan_now": PLAN_SURVEY,
    "surveys.close": PLAN_SURVEY,
    "surveys.enter": ENTER_ANSWERS,
    "surveys.enter_now": ENTER_ANSWERS,
    "surveys.strike": ENTER_ANSWERS,
    "reports.index": SEE,
    "reports.show": SEE,
    "reports.file": SEE,
    "reports.make": {Act.MAKE_REPORT},
    "reports.texts": {Act.MAKE_REPORT},
    "reports.texts_now": {Act.MAKE_REPORT},
    "people.index": {Act.SEE_PEOPLE},
    "people.add": {Act.KEEP_PEOPLE},
    "people.add_now": {Act.KEEP_PEOPLE},
    "people.active": {Act.KEEP_PEOPLE},
    "people.password": EVERYBODY,
    "people.password_now": EVERYBODY,
    "second_factor.show": EVERYBODY,
    "second_factor.begin": EVERYBODY,
    "second_factor.confirm": EVERYBODY,
    "second_factor.remove": EVERYBODY,
    "settings_page.index": SEE,
    "air_hours.index": SEE,
    "air_hours.propose": {Act.DECIDE_HOURS},
    "air_hours.confirm": {Act.DECIDE_HOURS},
    "air_hours.give_up": {Act.DECIDE_HOURS},
    "air_hours.agree": APPROVE,
    "media.sound": SEE,
}
SIGNED_IN = sorted(name for name, acts in TABLE.items() if acts is not STRANGERS)


def address(rule: Rule) -> str:
    """Fill the blanks of an address with things that do not exist."""
    return re.sub(r"<int:\w+>", "7", re.sub(r"<sha>", "0" * 64, re.sub(r"<(?!int)\w+>", "none", rule.rule)))


def method(rule: Rule) -> str:
    return "POST" if rule.methods and "POST" in rule.methods else "GET"


def rules(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_stands_in_the_table_with_who_may_open_it(app: Flask) -> None:
    with app.app_context():
        told = {endpoint: access.acts_of(endpoint) for endpoint in app.view_functions}
    assert told == TABLE


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(
    app: Flask, visitor: Callable[[Role], Visitor], role: Role
) -> None:
    somebody = visitor(role)
    token = somebody.token(f"/nguoi-dung/{_own_id(somebody)}/mat-khau")
    for endpoint in SIGNED_IN:
        if endpoint == "auth.sign_out":
            continue
        rule, acts = rules(app)[endpoint], TABLE[endpoint]
        answer = somebody.client.open(address(rule), method=method(rule), data={"csrf_token": token})
        may = not acts or bool(MAY[role] & acts)
        assert (answer.status_code != 403) == may, f"{role.value} at {endpoint}: {answer.status_code}"
        assert answer.status_code < 500, f"{role.value} at {endpoint}: {answer.status_code}"


def test_strangers_are_led_to_the_door(app: Flask, stranger: Visitor) -> None:
    token = stranger.token("/dang-nhap")
    for endpoint in SIGNED_IN:
        rule = rules(app)[endpoint]
        if method(rule) == "POST":
            answer = stranger.client.post(address(rule), data={"csrf_token": token})
            assert answer.status_code == 401, endpoint
        else:
            answer = stranger.get(address(rule))
            assert answer.status_code == 302, endpoint
            assert answer.location.startswith("/dang-nhap")
            assert stranger.get(address(rule), **{"HX-Request": "true"}).status_code == 401, endpoint


def test_no_form_is_taken_without_its_token(app: Flask, visitor: Callable[[Role], Visitor]) -> None:
    """A form that another site sends carries the cookies, but never the token."""
    operator = visitor(Role.OPERATOR)
    posts = [rule for rule in app.url_map.iter_rules() if rule.methods and "POST" in rule.methods]
    assert len(posts) > 20
    for rule in posts:
        assert operator.client.post(address(rule)).status_code == 400, rule.endpoint


def test_nothing_that_only_looks_changes_anything(app: Flask) -> None:
    """No view takes both: what changes something is a POST of its own."""
    for rule in app.url_map.iter_rules():
        assert rule.methods
        assert not {"GET", "POST"} <= rule.methods, rule.endpoint


def _own_id(somebody: Visitor) -> str:
    shown = somebody.client.get("/", follow_redirects=True).get_data(as_text=True)
    found = re.search(r"/nguoi-dung/([0-9a-f]+)/mat-khau", shown)
    assert found
    return found[1]
