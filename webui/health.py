"""For machines: is the station alive, is it ready, and its figures for Prometheus."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from broadcaster.domain.ending import ending_soon
from broadcaster.queries.figures import figures
from broadcaster.queries.strip import strip as strip_now
from broadcaster.services.health import readiness, workers_health
from webui.access import public
from webui.house import commune_id, now, reading, station

pages = Blueprint("health", __name__)


@pages.get("/health/live")
@public
def live() -> Response:
    """Say that this process answers."""
    return jsonify(alive=True)


@pages.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """Say whether the database answers, every worker steps and every key counts; 503 where not, with their names.

    `ending` are the days that are left of keys and certificate, where somebody must be warned.
    """
    ending = {each.what: each.days_left(now()) for each in ending_soon(station().endings, now())}
    try:
        with reading() as session:
            found = readiness(session, now=now())
    except SQLAlchemyError:
        return jsonify(ready=False, database=False, workers={}, ending=ending), 503
    is_ready = found.is_ready and all(days >= 0 for days in ending.values())
    answer = jsonify(ready=is_ready, database=True, workers=dict(found.workers), ending=ending)
    return answer, 200 if is_ready else 503


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Tell the figures that an alarm can be set on; nothing personal is among them."""
    registry = CollectorRegistry()
    alive = Gauge("loa_worker_alive", "1 while the worker steps without error", ["worker"], registry=registry)
    age = Gauge("loa_worker_step_age_seconds", "seconds since its last step", ["worker"], registry=registry)
    with reading() as session:
        shown = strip_now(session, commune_id(), now=now())
        counted = figures(session, commune_id(), now=now())
        for worker in workers_health(session, now=now()):
            alive.labels(worker.name).set(worker.is_alive)
            age.labels(worker.name).set((now() - worker.stepped_at).total_seconds())
    _gauge(registry, "loa_speakers", "speakers of the fleet", counted.speakers)
    _gauge(registry, "loa_speakers_silent", "speakers that are not heard from", counted.silent)
    _gauge(registry, "loa_speakers_behind", "speakers without their newest plan", counted.behind)
    _gauge(registry, "loa_speakers_with_gaps", "speakers whose journal lacks an event", counted.with_gaps)
    _gauge(registry, "loa_speakers_sounding", "speakers that say they sound", _sounding(shown.sounding))
    _gauge(registry, "loa_sounds_waiting", "sounds that are to be made", counted.sounds_waiting)
    _gauge(registry, "loa_sounds_failed", "sounds that could not be made", counted.sounds_failed)
    _gauge(registry, "loa_bulletins_waiting", "bulletins that wait for approval", counted.bulletins_waiting)
    _gauge(registry, "loa_requests_waiting", "hamlet requests that nobody answered", counted.requests_waiting)
    left = Gauge(
        "loa_days_left", "days that a key or the certificate still counts", ["what"], registry=registry
    )
    for each in station().endings:
        left.labels(each.what).set(each.days_left(now()))
    outcomes = Gauge("loa_outcomes", "broadcasts on speakers, last 24 hours", ["outcome"], registry=registry)
    for outcome, count in counted.outcomes.items():
        outcomes.labels(outcome.value).set(count)
    refused = Gauge("loa_rejects", "messages refused, last 24 hours", ["code"], registry=registry)
    for code, count in counted.rejects.items():
        refused.labels(code).set(count)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauge(registry: CollectorRegistry, name: str, told: str, value: float) -> None:
    Gauge(name, told, registry=registry).set(value)


def _sounding(line: object) -> int:
    found: int = getattr(line, "sounding", 0)
    return found
