"""For machines: is the station alive, is it ready, and its figures for Prometheus."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from broadcaster.queries.strip import strip as strip_now
from broadcaster.services.health import workers_health
from webui.access import public
from webui.house import commune_id, now, reading

pages = Blueprint("health", __name__)


@pages.get("/health/live")
@public
def live() -> Response:
    """Say that this process answers."""
    return jsonify(alive=True)


@pages.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """Say whether the database answers and every worker steps; 503 where not, with their names."""
    try:
        with reading() as session:
            workers = workers_health(session, now=now())
    except SQLAlchemyError:
        return jsonify(ready=False, database=False, workers={}), 503
    alive = {worker.name: worker.is_alive for worker in workers}
    is_ready = bool(alive) and all(alive.values())
    return jsonify(ready=is_ready, database=True, workers=alive), 200 if is_ready else 503


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Tell the figures that an alarm can be set on; nothing personal is among them."""
    registry = CollectorRegistry()
    alive = Gauge("loa_worker_alive", "1 while the worker steps without error", ["worker"], registry=registry)
    age = Gauge("loa_worker_step_age_seconds", "seconds since its last step", ["worker"], registry=registry)
    with reading() as session:
        shown = strip_now(session, commune_id(), now=now())
        for worker in workers_health(session, now=now()):
            alive.labels(worker.name).set(worker.is_alive)
            age.labels(worker.name).set((now() - worker.stepped_at).total_seconds())
    _gauge(registry, "loa_speakers_silent", "speakers that are not heard from", shown.silent)
    _gauge(registry, "loa_speakers_sounding", "speakers that say they sound", _sounding(shown.sounding))
    _gauge(registry, "loa_bulletins_waiting", "bulletins that wait for approval", shown.waiting)
    _gauge(registry, "loa_requests_waiting", "hamlet requests that nobody answered", shown.requests)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauge(registry: CollectorRegistry, name: str, told: str, value: float) -> None:
    Gauge(name, told, registry=registry).set(value)


def _sounding(line: object) -> int:
    found: int = getattr(line, "sounding", 0)
    return found
