"""The whole station in one process: parts start in order and stop in reverse order, whatever happens between."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from broadcaster.adapters.cap_feed import CapFeed
from broadcaster.adapters.embedded_broker import EmbeddedBroker, Kind
from broadcaster.adapters.listening import allow_more_files, refuse_taken_port
from broadcaster.adapters.mosquitto_files import TlsListener
from broadcaster.adapters.object_server import ObjectServer
from broadcaster.adapters.signer_child import SignerChild
from broadcaster.adapters.signer_socket import SocketSigner
from broadcaster.adapters.tls import server_tls
from broadcaster.bootstrap import KEYS_FOLDER, Station, province_source
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.types import Sha256
from broadcaster.services import dispatching, health
from broadcaster.settings import Settings
from broadcaster.workers import welcome
from broadcaster.workers.announcer import Announcer
from broadcaster.workers.caller import Caller
from broadcaster.workers.cap_watcher import CapWatcher
from broadcaster.workers.charge import Guarded, in_charge, take
from broadcaster.workers.doorkeeper import Doorkeeper, broker_access
from broadcaster.workers.errands import Errands
from broadcaster.workers.gateway import Gateway
from broadcaster.workers.janitor import Janitor
from broadcaster.workers.night_copy import NightCopy
from broadcaster.workers.province import ProvinceCourier
from broadcaster.workers.renderer import Renderer
from broadcaster.workers.runner import Runner, Worker
from broadcaster.workers.scheduler import Scheduler
from broadcaster.workers.streamer import Streamer

SIGNER_SOCKET = "signer.sock"
_log = logging.getLogger(__name__)
_KINDS: dict[str, Kind | None] = {"auto": None, "mosquitto": "mosquitto", "amqtt": "amqtt"}


@contextmanager
def broker(station: Station) -> Iterator[None]:
    """Run the embedded broker, unless the technician says that another one is there."""
    settings = station.settings
    if settings.broker == "external":
        _forget_switched_off(station, Doorkeeper.name)
        yield
        return
    granted = broker_access(station)
    engine = EmbeddedBroker(
        granted,
        folder=settings.path("broker"),
        host=settings.mqtt_host,
        port=settings.mqtt_port,
        kind=_KINDS[settings.broker],
        tls=_tls_listener(settings),
    )
    engine.start()
    _log.info("broker: %s on %s:%d", engine.kind, settings.mqtt_host, settings.mqtt_port)
    try:
        with working(station, Doorkeeper(station, engine.grant, granted)):
            yield
    finally:
        engine.stop()


def _tls_listener(settings: Settings) -> TlsListener | None:
    """Return the door for speakers of other machines, once there is a certificate to show."""
    if not settings.certificate:
        return None
    files = Path(settings.certificate), Path(settings.certificate_key or settings.certificate)
    return TlsListener(settings.objects_host, settings.mqtt_tls_port, *files)


@contextmanager
def object_server(station: Station) -> Iterator[None]:
    """Serve plans and sounds to speakers, on a port and threads that pages never touch."""
    settings = station.settings
    server = ObjectServer(
        station.commune.code,
        lambda sha: find_object(station, sha),
        join=lambda asked: welcome.answer(station, asked),
        streams=station.streams,
        host=settings.objects_host,
        port=settings.objects_port,
        tls=server_tls(settings),
    )
    server.start()
    try:
        yield
    finally:
        server.stop()


def find_object(station: Station, sha: Sha256) -> Path | bytes | None:
    """Return a sound's file, or a plan's body, or None."""
    try:
        return station.store.path(sha)
    except DeliveryError:
        with station.memory.reads() as session:
            return dispatching.body(session, sha)


@contextmanager
def working(station: Station, *workers: Worker) -> Iterator[None]:
    """Run workers, each in a thread of its own."""
    runners = [Runner(worker, clock=station.clock.now, beat=station.beat) for worker in workers]
    for runner in runners:
        runner.start()
    try:
        yield
    finally:
        for runner in reversed(runners):
            runner.stop()


def _forget_switched_off(station: Station, *names: str) -> None:
    """Let workers that the settings do not ask for be missed by nobody."""
    with station.memory.writes.begin() as session:
        health.forget(session, *names)


@contextmanager
def scheduling(station: Station) -> Iterator[None]:
    """Run the scheduler. Raises StationError `in_charge_elsewhere` where another process does."""
    with in_charge(station, Scheduler.name), working(station, Guarded(Scheduler(station), station)):
        yield


def rendering(station: Station) -> AbstractContextManager[None]:
    """Run the renderer, and beside it the announcer, whom no bulletin keeps waiting."""
    return working(station, Renderer(station), Announcer(station))


def _couriers(station: Station) -> list[Worker]:
    """Return who goes to the province, and who watches for alerts of others, where there is an address to go to."""
    source, feed = province_source(station.settings), station.settings.cap_feed
    going: list[Worker] = [ProvinceCourier(station, source)] if source else []
    return [*going, CapWatcher(station, CapFeed(feed))] if feed else going


@contextmanager
def keeping(station: Station) -> Iterator[None]:
    """Run the janitor, and the nightly copy of a database that is a file."""
    copying = [NightCopy(station)] if station.memory.engine.dialect.name == "sqlite" else []
    couriers = _couriers(station)
    wanted = {each.name for each in (*copying, *couriers)}
    _forget_switched_off(station, *({NightCopy.name, ProvinceCourier.name, CapWatcher.name} - wanted))
    try:
        with working(station, Janitor(station), Errands(station), *copying, *couriers):
            yield
    finally:
        for each in copying:
            each.close()


@contextmanager
def signing(station: Station) -> Iterator[None]:
    """Have the station sign through a process of its own, which alone reads the keys."""
    elsewhere = station.settings.signer
    path = Path(elsewhere) if elsewhere else station.settings.path(SIGNER_SOCKET)
    child = None if elsewhere else SignerChild(station.settings.path(KEYS_FOLDER), path)
    asked = SocketSigner(path)
    station.signer = asked
    if child is not None:
        child.start()
    try:
        yield
    finally:
        asked.close()
        if child is not None:
            child.stop()


@contextmanager
def gateway(station: Station) -> Iterator[None]:
    """Run the station's mouth and ear on the wire. Raises StationError `in_charge_elsewhere` as the scheduler does."""
    with in_charge(station, Gateway.name), signing(station):
        worker = Gateway(station)
        worker.start()
        try:
            caller = Guarded(Caller(station, worker.say), station, part=Gateway.name)
            streamer = Streamer(station)
            streaming = Guarded(streamer, station, part=Gateway.name)
            try:
                with working(station, Guarded(worker, station), caller, streaming):
                    yield
            finally:
                streamer.close()
        finally:
            worker.stop()


@contextmanager
def pages(station: Station) -> Iterator[None]:
    """Serve the pages for people."""
    from broadcaster.cli.web_server import (
        WebServer,
    )  # a scheduler needs no pages, and none of what they import

    server = WebServer(station)
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def whole_station(station: Station) -> Iterator[None]:
    """Run everything in this process, unless another one is in charge: that is asked before any port is opened."""
    allow_more_files()
    for part in (Scheduler.name, Gateway.name):
        take(station, part)
    # The pages begin last; that their port is taken must not be found out in the middle of a broadcast.
    refuse_taken_port("web", station.settings.web_host, station.settings.web_port)
    with (
        broker(station),
        object_server(station),
        keeping(station),
        rendering(station),
        scheduling(station),
        gateway(station),
        pages(station),
    ):
        yield
