"""Who signed an alert of others: its XML digital signature, checked against certificates that the technician laid down.

The certificates are those of the senders themselves, not of an authority above them: an authority certifies thousands
of offices, and only a few may wake this commune. CAP 1.2 (section 3.3.4.1) has the signature inside the alert and over
the whole of it; nothing less is accepted, and what was signed is what is read on, not the file that it came in.
"""

import logging
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature, SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from broadcaster.adapters import cap
from broadcaster.domain.cap_notice import CapSignature

_DSIG: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_ACCEPTED: Final = SignatureConfiguration(
    location="./",
    expect_references=1,
    signature_methods=frozenset(
        {
            SignatureMethod.RSA_SHA256,
            SignatureMethod.RSA_SHA384,
            SignatureMethod.RSA_SHA512,
            SignatureMethod.SHA256_RSA_MGF1,
            SignatureMethod.SHA384_RSA_MGF1,
            SignatureMethod.SHA512_RSA_MGF1,
            SignatureMethod.ECDSA_SHA256,
            SignatureMethod.ECDSA_SHA384,
            SignatureMethod.ECDSA_SHA512,
        }
    ),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}),
)
_BEST_FIRST: Final = (
    CapSignature.GOOD,
    CapSignature.EXPIRED,
    CapSignature.ALTERED,
    CapSignature.UNKNOWN,
    CapSignature.REFUSED,
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seal:
    """What the check of a signature found: whose it is where it is right, and the very bytes that it is over."""

    signature: CapSignature
    signer: str = ""
    signed: bytes = b""


@dataclass(frozen=True)
class Received:
    """A message as it may be shown to people: with a right signature, read from what was signed and nothing else."""

    message: cap.CapMessage
    signature: CapSignature
    signer: str


def receive(data: bytes, certificates: Sequence[Certificate], *, now: datetime) -> Received:
    """Read a message and say how it is signed. StationError `cap_invalid` where it is none."""
    message = cap.read(data)
    seal = check(data, certificates, now=now)
    if seal.signature is CapSignature.GOOD:
        message = cap.read(seal.signed)
    return Received(message, seal.signature, seal.signer)


def trusted_in(folder: str) -> tuple[Certificate, ...]:
    """Return the certificates of a folder's PEM files, none for no folder.

    A file that holds none is logged and passed over: it must not keep back an alert.
    """
    found: list[Certificate] = []
    for path in sorted(Path(folder).glob("*.pem")) if folder else ():
        try:
            found += load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as wrong:
            _log.error("no certificate of an alert's sender in %s: %s", path, wrong)
    return tuple(found)


def check(data: bytes, certificates: Sequence[Certificate], *, now: datetime) -> Seal:
    """Check the signature of a message that was read strictly before."""
    try:
        root = etree.fromstring(
            data, etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True)
        )
    except etree.LxmlError:
        return Seal(CapSignature.REFUSED)
    found = list(root.iter(f"{_DSIG}Signature"))
    if not found:
        return Seal(CapSignature.NONE)
    if len(found) > 1 or found[0].getparent() is not root or not _is_over_all(found[0]):
        return Seal(CapSignature.REFUSED)
    shown = {"".join((each.text or "").split()) for each in found[0].iter(f"{_DSIG}X509Certificate")}
    asked = [each for each in certificates if not shown or _spelled(each) in shown]
    tried = [_try(root, each, is_named=bool(shown), now=now) for each in asked]
    return min(tried, key=lambda seal: _BEST_FIRST.index(seal.signature), default=Seal(CapSignature.UNKNOWN))


def _is_over_all(signature: etree._Element) -> bool:
    """Tell whether it names the whole message: a part could be carried into another one (signature wrapping)."""
    return [each.get("URI") for each in signature.iter(f"{_DSIG}Reference")] == [""]


def _try(root: etree._Element, certificate: Certificate, *, is_named: bool, now: datetime) -> Seal:
    """Check with one certificate. Whether that has ended is asked last, of a signature that is otherwise right."""
    its_time = replace(_ACCEPTED, verification_time=certificate.not_valid_before_utc)
    try:
        result = XMLVerifier().verify(root, x509_cert=certificate, expect_config=its_time)
    except InvalidDigest:
        return Seal(CapSignature.ALTERED)
    except InvalidSignature:
        return Seal(CapSignature.ALTERED if is_named else CapSignature.UNKNOWN)
    except (SignXMLException, etree.LxmlError, ValueError, TypeError) as wrong:
        _log.info("a signature of an alert: %s", wrong)
        return Seal(CapSignature.REFUSED)
    if not isinstance(result, VerifyResult):
        raise TypeError("one reference was asked for, and several answers came")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return Seal(CapSignature.EXPIRED, _name(certificate))
    return Seal(CapSignature.GOOD, _name(certificate), result.signed_data)


def _spelled(certificate: Certificate) -> str:
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _name(certificate: Certificate) -> str:
    """Return what a certificate calls its owner."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(kind):
            return str(attribute.value)[:200]
    return certificate.subject.rfc4514_string()[:200]
