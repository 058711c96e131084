"""A stand-in for the province's server, for tests and for trying out: it keeps items and accounts in memory."""

import json
import urllib.parse
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class ProvinceDouble:
    """A server on 127.0.0.1. `items` are handed out as they stand, `accounts` hold the latest of each item."""

    def __init__(self, *, port: int = 0, token: str = "") -> None:
        self.items: list[Mapping[str, Any]] = []
        self.accounts: dict[str, Mapping[str, Any]] = {}
        self.token = token
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._thread = Thread(target=self._server.serve_forever, name="province-double", daemon=True)

    @property
    def address(self) -> str:
        """What a station is given as the province's address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self._is_known() and self.path == "/items":
                    self._answer(200, {"items": double.items})

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                if not self._is_known():
                    return
                item = urllib.parse.unquote(self.path.removeprefix("/items/").removesuffix("/account"))
                if item not in {each["id"] for each in double.items}:
                    self._answer(404, {})
                    return
                double.accounts[item] = json.loads(body)
                self._answer(200, {})

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def _is_known(self) -> bool:
                known = not double.token or self.headers.get("Authorization") == f"Bearer {double.token}"
                if not known:
                    self._answer(401, {})
                return known

            def _answer(self, status: int, plain: Mapping[str, Any]) -> None:
                body = json.dumps(plain, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
