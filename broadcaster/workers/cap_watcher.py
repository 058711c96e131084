"""Watches the feed of alerts that the technician set: what is new waits on *Khẩn cấp*, and never sounds by itself."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.x509 import Certificate

from broadcaster.adapters.cap_feed import CapFeed
from broadcaster.adapters.cap_signature import receive, trusted_in
from broadcaster.bootstrap import Station
from broadcaster.domain.cap_notice import CapNotice
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.types import new_id
from broadcaster.services import cap_inbox

_log = logging.getLogger(__name__)
EVERY = timedelta(seconds=30)


class CapWatcher:
    """One visit every half a minute."""

    name = "cap"

    def __init__(self, station: Station, feed: CapFeed) -> None:
        self._station, self._feed = station, feed

    def step(self, now: datetime) -> datetime:
        """Visit the feed. DeliveryError where it does not answer, written down before for the page."""
        commune_id, address = self._station.commune.code, self._feed.address
        with self._station.memory.reads() as session:
            etag = cap_inbox.etag_of(session, commune_id, address)
        try:
            brought = self._feed.visit(etag)
        except DeliveryError as trouble:
            with self._station.memory.writes.begin() as session:
                cap_inbox.visited(session, commune_id, address, etag="", now=now, failure=str(trouble))
            raise
        trusted = trusted_in(self._station.settings.cap_trusted)
        notices = [notice for body in brought.messages or () if (notice := self._read(body, trusted, now))]
        with self._station.memory.writes.begin() as session:
            for notice in cap_inbox.take_in(session, notices, now=now):
                _log.info("CAP %s %s of %s", notice.kind, notice.identifier, notice.sender)
            cap_inbox.visited(session, commune_id, address, etag=brought.etag, now=now)
        return now + EVERY

    def _read(self, body: bytes, trusted: Sequence[Certificate], now: datetime) -> CapNotice | None:
        """Read a message strictly; one that is none is logged and left where it is."""
        try:
            received = receive(body, trusted, now=now)
        except StationError as refusal:
            _log.error("a message of the feed of alerts: %s", refusal)
            return None
        message = received.message
        if not message.asks_for_sound:
            return None
        return CapNotice(
            id=new_id(),
            commune_id=self._station.commune.code,
            sender=message.sender[:300],
            identifier=message.identifier[:300],
            sent_at=message.sent_at,
            received_at=now,
            status=message.status,
            kind=message.kind,
            event=message.form.kind[:300],
            replaces=message.references,
            expires_at=message.expires_at,
            signature=received.signature,
            signer=received.signer,
            body=body.decode(),
        )
