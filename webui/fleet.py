"""*Cụm loa*: which speakers are there, and one of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.status import Availability
from broadcaster.domain.stop import held_until
from broadcaster.domain.types import sha256
from broadcaster.queries import speaker_pages
from broadcaster.queries import speaker_tests as test_answers
from broadcaster.queries.fleet import FleetView, SpeakerLine, SpeakerView
from broadcaster.queries.speaker_tests import LastAnswer, Night
from broadcaster.services import fleet as fleets
from broadcaster.services import speaker_tests, stopping
from webui import fragments, words
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, house, me, now, reading, station, today, writing
from webui.language import _, current

_GOES_SILENT_S = 5
"""So late at most it is shown that nothing comes from a speaker; whatever does come is shown at once."""


@dataclass(frozen=True)
class _State:
    """How all speakers are, the same for everybody who looks, and a name for what of it is shown."""

    fleet: FleetView
    night: Night | None
    digest: str

    @property
    def counts(self) -> list[tuple[words.Face, int]]:
        """Return how many there are of each availability."""
        found = Counter(line.availability for line in self.fleet.lines)
        return [(face, found[each]) for each, face in words.AVAILABILITIES.items()]


pages = Blueprint("fleet", __name__, url_prefix="/cum-loa")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> Response:
    """List the speakers by hamlet."""
    chosen = next((each for each in Availability if each.value == request.args.get("tinh_trang")), None)
    mark = (station().memory.edition(), int(now().timestamp()) // _GOES_SILENT_S)
    state = house().kept.of("fleet", mark, _state)
    name = ("fleet", chosen, current())
    rows = house().kept.of(name, state.digest, lambda: _rows(state, chosen))
    tag = fragments.tag((state.digest, request.query_string))
    return fragments.part("fleet.html", tag, counts=state.counts, rows=rows, fleet_tag=tag)


@pages.post("/<device_id>/thu")
@opens_to(Act.KEEP_FLEET)
def sound_tone(device_id: str) -> AnyResponse:
    """Sound a tone on one pole, for whoever stands below it."""
    with writing() as session:
        speaker_tests.sound_tone(session, device_id, by=me(), now=now())
    flash(_("Đã gửi tiếng thử 3 giây. Loa kêu nếu đang trong giờ được phát; kết quả hiện ở mục Loa này."))
    return redirect(url_for("fleet.speaker", device_id=device_id))


@pages.get("/<device_id>")
@opens_to(Act.SEE_STATION)
def speaker(device_id: str) -> str:
    """Show one speaker."""
    view = _view(device_id)
    form = Form(
        name=view.line.name,
        gain_db=str(view.line.gain_db).replace(".", ","),
        delay_ms=view.delay_ms,
        households="" if view.line.households is None else view.line.households,
    )
    return _page(device_id, form)


@pages.post("/<device_id>")
@opens_to(Act.KEEP_FLEET)
def adjust(device_id: str) -> AnyResponse | tuple[str, int]:
    """Change what is wanted of one speaker."""
    form = posted()
    gain_db = form.need("gain_db", form.decimal("gain_db", least=-40, most=6), _("Ghi âm lượng."))
    delay_ms = form.need("delay_ms", form.whole("delay_ms", least=0, most=5000), _("Ghi độ trễ."))
    households = form.whole("households", least=0, most=100_000)
    if gain_db is not None and delay_ms is not None and not form.errors:
        try:
            with writing() as session:
                device = _wanted(fleets.current(session, commune_id()).devices, device_id)
                name = form.words("name") or device.name
                changed = replace(
                    device, name=name, gain_db=gain_db, delay_ms=delay_ms, households=households
                )
                # Last: the file must not say what the database refused.
                station().device_file.keep(fleets.adjust(session, changed, by=me(), now=now()))
            flash(_("Đã lưu. Loa nhận trong kế hoạch tới."))
            return redirect(url_for("fleet.speaker", device_id=device_id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(device_id, form), 422


def _page(device_id: str, form: Form) -> str:
    return render_template(
        "speaker.html",
        view=_view(device_id),
        held_until_at=_held_until(device_id),
        tests=_tests(device_id),
        form=form,
        errors=form.errors,
    )


def _held_until(device_id: str) -> datetime | None:
    with reading() as session:
        stops = stopping.in_force(session, commune_id(), now=now())
        return held_until(stops, _wanted(fleets.current(session, commune_id()).devices, device_id), now())


def _tests(device_id: str) -> Mapping[str, LastAnswer]:
    with reading() as session:
        return test_answers.last_answers(session, commune_id(), device_id)


def _view(device_id: str) -> SpeakerView:
    with reading() as session:
        return speaker_pages.speaker_view(session, commune_id(), device_id, now=now())


def _wanted(devices: tuple[Device, ...], device_id: str) -> Device:
    found = next((device for device in devices if device.id == device_id), None)
    if found is None:
        raise StationError("not_found", kind="device")
    return found


def _state() -> _State:
    """Read it. When a speaker was last heard changes all the time and is shown for the silent ones only."""
    with reading() as session:
        view = speaker_pages.fleet_view(session, commune_id(), now=now())
        night = test_answers.last_night(session, commune_id())
    shown = (today(), night, *(_shown(line) for line in view.lines))
    return _State(view, night, sha256(repr(shown)))


def _rows(state: _State, chosen: Availability | None) -> Markup:
    """Draw the speakers; nothing in it depends on who looks."""
    lines = [line for line in state.fleet.lines if chosen in (None, line.availability)]
    shown = [(hamlet, list(group)) for hamlet, group in groupby(lines, key=lambda line: line.hamlet)]
    return Markup(  # noqa: S704  a template's own output
        render_template("fleet_rows.html", fleet=state.fleet, night=state.night, shown=shown, chosen=chosen)
    )


def _shown(line: SpeakerLine) -> SpeakerLine:
    return line if line.availability is Availability.SILENT else replace(line, heard_at=None)
