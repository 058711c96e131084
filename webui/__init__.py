"""The pages: what people see and do. Server-rendered, Vietnamese first; every act goes through `services`."""

from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from webui import (
    access,
    ahead,
    air_hours,
    approval,
    archive,
    assets,
    audience,
    auth,
    authors,
    cap,
    catching,
    communes,
    contributing,
    coverage,
    desk,
    desk_voice,
    dictionary,
    emergency,
    emergency_live,
    enrolment,
    errors,
    feed,
    fleet,
    hamlet,
    health,
    hearing,
    home,
    language,
    library,
    links,
    live,
    media,
    mounting,
    moving,
    odd_hours,
    opinions,
    people,
    playlists,
    programmes,
    province,
    publishing,
    relays,
    reports,
    requests,
    rundown,
    schedule,
    science_tasks,
    second_factor,
    second_step,
    security,
    settings_page,
    sound_styles,
    special,
    stopping,
    strip,
    surveys,
    tell_us,
    timeline,
    units,
    why,
)
from webui.dress import dress
from webui.house import House, SampleAccount, Station

PAGES = (
    home.pages,
    strip.pages,
    stopping.pages,
    live.pages,
    relays.pages,
    ahead.pages,
    emergency.pages,
    emergency_live.pages,
    cap.pages,
    second_factor.pages,
    desk.pages,
    desk_voice.pages,
    dictionary.pages,
    library.pages,
    approval.pages,
    requests.pages,
    schedule.pages,
    programmes.pages,
    rundown.pages,
    timeline.pages,
    moving.pages,
    odd_hours.pages,
    why.pages,
    special.pages,
    links.pages,
    catching.pages,
    hamlet.pages,
    hearing.pages,
    contributing.pages,
    units.pages,
    province.pages,
    publishing.pages,
    feed.pages,
    opinions.pages,
    tell_us.pages,
    authors.pages,
    science_tasks.pages,
    fleet.pages,
    enrolment.pages,
    archive.pages,
    audience.pages,
    coverage.pages,
    mounting.pages,
    communes.pages,
    surveys.pages,
    reports.pages,
    people.pages,
    settings_page.pages,
    air_hours.pages,
    sound_styles.pages,
    playlists.pages,
    media.pages,
    health.pages,
    auth.pages,
    second_step.pages,
)
LONGEST_SESSION = timedelta(hours=16)
"""A working day; after it one signs in again."""
LARGEST_FORM = 1_000_000
"""Bytes: the longest text allowed, four bytes a letter, and its form around it."""


def create_app(station: Station, *, accounts: tuple[SampleAccount, ...] = ()) -> Flask:
    """Put the pages of a station together. `accounts` are shown on the sign-in page: the demo's, never others."""
    app = Flask(__name__)
    secure = station.settings.behind_tls
    app.config.update(
        SECRET_KEY=station.web_secret,
        SESSION_COOKIE_NAME="__Host-loa" if secure else "loa",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives and dies with its session, so that no draft is lost
    )
    if secure:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # Flask's way
    app.extensions["house"] = House(station, accounts)
    language.speak(app)
    dress(app, station.commune)
    csrf = CSRFProtect(app)
    security.guard(app, secure=secure)
    assets.serve(app)
    errors.explain(app)
    auth.know_people(app)
    access.guard(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    # It looks at its token itself, before it reads a body that is no form.
    csrf.exempt(app.view_functions["library.receive"])
    # It is for strangers, who have no session: its form carries a ticket of its own.
    csrf.exempt(app.view_functions["tell_us.send"])
    return app
