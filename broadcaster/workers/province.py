"""Goes to the province and back: brings its items, and tells it what became of them."""

import logging
from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.province_account import ProvinceAccount
from broadcaster.services import province
from broadcaster.services.ports import ProvinceSource

_log = logging.getLogger(__name__)
EVERY = timedelta(minutes=1)


class ProvinceCourier:
    """One round a minute. What it brings waits for people; nothing of it sounds by itself."""

    name = "province"

    def __init__(self, station: Station, source: ProvinceSource) -> None:
        self._station, self._source = station, source

    def step(self, now: datetime) -> datetime:
        """Fetch and tell. DeliveryError where the province does not answer: it is asked again at the next step."""
        commune_id = self._station.commune.code
        messages = self._source.fetch()
        with self._station.memory.writes.begin() as session:
            fresh = province.take_in(session, commune_id, messages, now=now)
            province.settle(session, commune_id, now=now)
        for item in fresh:
            _log.info("from the province: %s, %s", item.source_id, item.precedence.name)
        with self._station.memory.reads() as session:
            untold = province.accounts(session, commune_id)
        for item_id, account in untold:
            self._tell(item_id, account, now)
        return now + EVERY

    def _tell(self, item_id: str, account: ProvinceAccount, now: datetime) -> None:
        try:
            self._source.tell(account)
        except DeliveryError as trouble:
            if not trouble.permanent:
                raise
            _log.error("the province will not hear of %s: %s", account.source_id, trouble)
            with self._station.memory.writes.begin() as session:
                province.unheard(session, item_id, account, reason=str(trouble), now=now)
            return
        with self._station.memory.writes.begin() as session:
            province.told(session, item_id, account)
