"""The watched feed of alerts: an address that the technician set, a CAP message or an Atom feed of links to some.

Only that address and what lies at the same scheme, host and port is ever asked; a redirection is refused. So whoever
writes the feed cannot send the station anywhere else.
"""

import logging
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.parse import urljoin, urlsplit

from broadcaster.adapters.strict_xml import LARGEST, XmlRefusedError, parse
from broadcaster.domain.errors import DeliveryError

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TIMEOUT_S: Final = 15
MOST_LINKS: Final = 40
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visit:
    """What a visit brought: the messages as they are spelled, and the tag by which to ask next time.

    `messages` is None where nothing has changed since the tag that was asked with.
    """

    messages: tuple[bytes, ...] | None
    etag: str


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirection leads somewhere that nobody set."""

    def redirect_request(self, *_: object) -> None:
        return None


class CapFeed:
    """One feed. `address` begins with http:// or https://."""

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"an HTTP address, not {address!r}")
        self.address = address
        self._opener = urllib.request.build_opener(_NoDetour, urllib.request.ProxyHandler({}))

    def visit(self, etag: str) -> Visit:
        """Return what is there. DeliveryError where it does not answer, or is neither message nor feed."""
        body, found = self._get(self.address, etag)
        if body is None:
            return Visit(None, etag)
        links = self._links(body)
        if links is None:
            return Visit((body,), found)
        return Visit(tuple(message for link in links if (message := self._get(link, "")[0])), found)

    def _links(self, body: bytes) -> list[str] | None:
        """Return what an Atom feed points at; None where it is no feed, and so itself a message."""
        try:
            root = parse(body, _ATOM)
        except XmlRefusedError as wrong:
            raise DeliveryError(f"the feed of alerts: {wrong}", permanent=False) from wrong
        if root.name != f"{_ATOM}}}feed":
            return None
        links = [
            urljoin(self.address, link.attributes.get("href", ""))
            for entry in root.all("entry")
            for link in entry.all("link")
            if link.attributes.get("rel", "alternate") in {"alternate", "enclosure"}
        ]
        own = [link for link in dict.fromkeys(links) if _place(link) == _place(self.address)]
        if len(own) < len(set(links)):
            _log.warning("the feed of alerts names other places, which are not asked")
        return own[:MOST_LINKS]

    def _get(self, address: str, etag: str) -> tuple[bytes | None, str]:
        """Return a body with its tag; no body where it has not changed."""
        headers = {"Accept": "application/cap+xml, application/atom+xml, application/xml"}
        if etag:
            headers["If-None-Match"] = etag
        request = urllib.request.Request(address, headers=headers)  # noqa: S310  the scheme was checked
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                body: bytes = answer.read(LARGEST + 1)
                found = answer.headers.get("ETag", "")
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code == 304:
                    return None, etag
                raise DeliveryError(f"the feed of alerts: {refusal.code}", permanent=False) from refusal
        except (OSError, HTTPException) as trouble:
            raise DeliveryError(f"the feed of alerts: {trouble}", permanent=False) from trouble
        if len(body) > LARGEST:
            raise DeliveryError(f"the feed of alerts: more than {LARGEST} bytes", permanent=False)
        return body, found[:200]


def _place(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port
