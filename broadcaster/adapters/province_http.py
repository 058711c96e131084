"""The province's source system over HTTP: `GET items` brings what it has, `PUT items/ID/account` takes our word."""

import json
import logging
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

from broadcaster.adapters.province_json import (
    LARGEST,
    MOST_ITEMS,
    ProvinceFormatError,
    read_item,
    write_account,
)
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.province import ProvinceMessage
from broadcaster.domain.province_account import ProvinceAccount

_log = logging.getLogger(__name__)
_TIMEOUT_S = 15
_MOST_BYTES = 8 * LARGEST


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirection would carry the token to whoever is named."""

    def redirect_request(self, *_: object) -> None:
        return None


class ProvinceHttp:
    """A `ProvinceSource` at an address; the token's file is read each time, so that it can be changed while running."""

    def __init__(self, address: str, token_file: Path | None = None) -> None:
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"an HTTP address, not {address!r}")
        self._address, self._token_file = address.rstrip("/"), token_file
        self._opener = urllib.request.build_opener(_NoDetour, urllib.request.ProxyHandler({}))

    def fetch(self) -> tuple[ProvinceMessage, ...]:
        """Return every item that the province has for us; one that cannot be read is logged. DeliveryError."""
        try:
            items = json.loads(self._ask("GET", "items"))["items"]
            plain = list(items)[:MOST_ITEMS]
        except (ValueError, KeyError, TypeError) as wrong:
            raise DeliveryError(
                f"the province's answer is no list of items: {wrong}", permanent=False
            ) from wrong
        found = []
        for item in plain:
            try:
                found.append(read_item(item))
            except ProvinceFormatError as wrong:
                _log.error("an item of the province: %s", wrong)
        return tuple(found)

    def tell(self, account: ProvinceAccount) -> None:
        """Send an account; it replaces the one before. DeliveryError."""
        item = urllib.parse.quote(account.source_id, safe="")
        self._ask("PUT", f"items/{item}/account", write_account(account))

    def _ask(self, method: str, what: str, body: bytes | None = None) -> bytes:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._token_file is not None:
            headers["Authorization"] = f"Bearer {self._token_file.read_text().strip()}"
        request = urllib.request.Request(  # noqa: S310  the scheme was checked
            f"{self._address}/{what}", data=body, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                read: bytes = answer.read(_MOST_BYTES + 1)
        except urllib.error.HTTPError as refusal:
            with refusal:
                permanent = refusal.code in {400, 404, 409, 410, 422}
                raise DeliveryError(f"{method} {what}: {refusal.code}", permanent=permanent) from refusal
        except (OSError, HTTPException) as trouble:
            raise DeliveryError(f"{method} {what}: {trouble}", permanent=False) from trouble
        if len(read) > _MOST_BYTES:
            raise DeliveryError(f"{method} {what}: more than {_MOST_BYTES} bytes", permanent=False)
        return read
