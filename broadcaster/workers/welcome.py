"""Answers speakers that ask to join: who knows the claim code gets root's key, a secret, and where everything is."""

import logging
import secrets
from dataclasses import asdict

from broadcaster.adapters.broker_access import credential
from broadcaster.adapters.tls import site_ca
from broadcaster.bootstrap import Station
from broadcaster.protocol import enrolment
from broadcaster.protocol.enrolment import Ask, Welcome
from broadcaster.protocol.refusals import Refused
from broadcaster.services import enrolment as claims

_log = logging.getLogger(__name__)


def answer(station: Station, asked: bytes) -> bytes | None:
    """Return the answer to one question; None to whoever does not know the code, or comes too late."""
    try:
        ask = enrolment.read_ask(asked)
    except Refused as refusal:
        _log.info("no question of a speaker: %s", refusal)
        return None
    secret = secrets.token_urlsafe(32)
    with station.memory.writes.begin() as session:
        code = claims.take_up(
            session,
            station.commune.code,
            ask.device,
            public_key=ask.public_key,
            is_proven_by=ask.is_proven_by,
            credential=asdict(credential(secret)),
            now=station.clock.now(),
        )
    if code is None:
        _log.warning("%s asked to join, and may not", ask.device)
        return None
    return enrolment.welcome(code, ask.public_key, _welcome(station, ask, secret))


def _welcome(station: Station, ask: Ask, secret: str) -> Welcome:
    settings = station.settings
    return Welcome(
        site=station.commune.code,
        device=ask.device,
        root=station.root.hex(),
        secret=secret,
        broker=settings.broker_reach,
        tls=settings.broker_wants_tls,
        http=settings.speakers_reach,
        ca=site_ca(settings),
    )
