"""The pages' server: waitress in a thread of this process."""

import threading

from waitress.server import create_server

from broadcaster.adapters.listening import refuse_taken_port
from broadcaster.bootstrap import Station
from broadcaster.cli import demo
from webui import create_app
from webui.house import SampleAccount

_THREADS = 8


class WebServer:
    """Serves the pages from `start` to `stop`."""

    def __init__(self, station: Station) -> None:
        self._address = (station.settings.web_host, station.settings.web_port)
        shown = (SampleAccount(*each) for each in demo.logins(station.settings))
        self._app = create_app(station, accounts=tuple(shown))

    def start(self) -> None:
        """Return once the port is open. Raises StationError `port_taken`."""
        refuse_taken_port("web", *self._address)
        host, port = self._address
        self._server = create_server(self._app, host=host, port=port, threads=_THREADS, ident=None)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the present answers end, then close the port: an answer outlives no closed server."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        self._server.close()
        self._thread.join(timeout=5)
