"""A site's own certificate authority, for communes that have none: it signs what brokers and speakers' ports show.

Keys are of the curve P-256, which the cheapest of microcontrollers can check. The authority's own key is needed again
only to renew; it may lie elsewhere in between.
"""

import ipaddress
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY, AUTHORITY_KEY = "ca.crt", "ca.key"
CERTIFICATE, KEY = "server.crt", "server.key"
_AUTHORITY_LIVES: Final = timedelta(days=15 * 366)
"""Speakers carry it: changing it means a walk to every pole."""
_CERTIFICATE_LIVES: Final = timedelta(days=2 * 366)
_SLACK: Final = timedelta(days=1)
"""A speaker's calendar may be behind when it first connects."""


def make(folder: Path, site: str, names: Sequence[str], *, now: datetime) -> None:
    """Sign a certificate for these names and addresses; the authority is made where the folder has none.

    Raises ValueError for a name that is none, OSError where the folder cannot be written.
    """
    shown = [_general_name(name) for name in names]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / AUTHORITY).exists():
        _make_authority(folder, site, now)
    authority = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
    signing = _load(folder / AUTHORITY_KEY)
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    made = (
        _begun(
            named, authority.subject, key, now, min(now + _CERTIFICATE_LIVES, authority.not_valid_after_utc)
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(shown), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    _write(folder / KEY, _pem_of(key), mode=0o600)
    _write(folder / CERTIFICATE, made.public_bytes(serialization.Encoding.PEM), mode=0o644)


def expires_at(certificate: Path) -> datetime:
    """Return until when a certificate counts; raise ValueError or OSError where the file holds none."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def _make_authority(folder: Path, site: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Loa Thon {site}"[:64])])
    made = (
        _begun(named, named, key, now, now + _AUTHORITY_LIVES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNS_CERTIFICATES, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / AUTHORITY_KEY, _pem_of(key), mode=0o600)
    _write(folder / AUTHORITY, made.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(until)
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        if not name or not all(part.replace("-", "").isalnum() for part in name.split(".")):
            raise ValueError(f"{name!r} is neither an address nor a name of a machine") from None
        return x509.DNSName(name)


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} holds another kind of key")  # noqa: TRY004  what a file holds is a value
    return key


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _write(path: Path, data: bytes, *, mode: int) -> None:
    """Put a file there whole or not at all, with its mode from the first byte."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
    fresh.replace(path)


_SIGNS_CERTIFICATES: Final = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=True,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)
