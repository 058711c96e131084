"""TLS as the station uses it: its certificate for speakers, and how it checks somebody else's broker."""

import ssl
from pathlib import Path

from broadcaster.domain.errors import StationError
from broadcaster.settings import Settings


def server_tls(settings: Settings) -> ssl.SSLContext | None:
    """Return what the speakers' ports show, None without a certificate. StationError `certificate_unreadable`."""
    if not settings.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.certificate, settings.certificate_key or None)
    except OSError as trouble:  # an SSLError is an OSError
        raise StationError("certificate_unreadable", file=settings.certificate, why=str(trouble)) from trouble
    return context


def client_tls(settings: Settings) -> ssl.SSLContext | None:
    """Return how the station checks its broker, None without TLS. StationError `certificate_unreadable`."""
    if not (settings.mqtt_tls and settings.broker == "external"):
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca or None)
    except OSError as trouble:
        raise StationError("certificate_unreadable", file=settings.ca, why=str(trouble)) from trouble


def site_ca(settings: Settings) -> str:
    """Return the authority's certificate (PEM) for speakers that join; empty where the machine's own are meant."""
    if not settings.ca:
        return ""
    try:
        return Path(settings.ca).read_text(encoding="ascii")
    except (OSError, ValueError) as trouble:
        raise StationError("certificate_unreadable", file=settings.ca, why=str(trouble)) from trouble
