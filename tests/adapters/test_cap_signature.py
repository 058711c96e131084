"""Signed alerts of others, with real keys: only the whole message, signed by a trusted sender, is shown as theirs."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml import methods
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from broadcaster.adapters.cap_signature import Received, receive, trusted_in
from broadcaster.domain.cap_notice import CapSignature
from broadcaster.domain.errors import StationError
from tests.adapters.test_cap import MESSAGE, NOW

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Sender:
    """An office with a key and its own certificate, good for a year."""

    def __init__(self, name: str, key: Key | None = None) -> None:
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(named)
            .issuer_name(named)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=365))
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, message: str = MESSAGE, *, shows_certificate: bool = True, reference: str = "") -> str:
        signer = XMLSigner(
            method=methods.enveloped,
            signature_algorithm="rsa-sha256" if isinstance(self.key, rsa.RSAPrivateKey) else "ecdsa-sha256",
        )
        signed = signer.sign(
            etree.fromstring(message.encode()),
            key=self.key,
            cert=[self.certificate] if shows_certificate else None,
            reference_uri=reference or None,
            always_add_key_value=not shows_certificate,
        )
        return str(etree.tostring(signed, encoding="unicode"))


@pytest.fixture(scope="module")
def office() -> Sender:
    return Sender("Ban Chỉ huy PCTT tỉnh")


@pytest.fixture(scope="module")
def stranger() -> Sender:
    return Sender("Ban Chỉ huy PCTT tỉnh")


def received(text: str, *trusted: Sender, days: int = 0) -> Received:
    certificates = [each.certificate for each in trusted]
    return receive(text.encode(), certificates, now=NOW + timedelta(days=days))


def seen(text: str, *trusted: Sender, days: int = 0) -> CapSignature:
    return received(text, *trusted, days=days).signature


@pytest.mark.parametrize("shows_certificate", [True, False])
def test_a_right_signature_is_its_signers(office: Sender, shows_certificate: bool) -> None:  # noqa: FBT001  a table's column
    found = received(office.sign(shows_certificate=shows_certificate), Sender("Nơi khác"), office)
    assert (found.signature, found.signer) == (CapSignature.GOOD, "Ban Chỉ huy PCTT tỉnh")
    assert found.message == received(MESSAGE).message


def test_rsa_is_as_good() -> None:
    office = Sender("Đài khí tượng", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert seen(office.sign(), office) is CapSignature.GOOD


def test_what_is_unsigned_says_so(office: Sender) -> None:
    assert seen(MESSAGE, office) is CapSignature.NONE


@pytest.mark.parametrize("shows_certificate", [True, False])
def test_a_stranger_stays_one_whatever_name_it_bears(
    office: Sender,
    stranger: Sender,
    shows_certificate: bool,  # noqa: FBT001  a table's column
) -> None:
    signed = stranger.sign(shows_certificate=shows_certificate)
    assert seen(signed, office) is CapSignature.UNKNOWN
    assert seen(signed) is CapSignature.UNKNOWN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Lên chỗ cao.", "Xuống suối."),
        ("<status>Actual", "<status>Test"),
        ("<info>", "<info><language>vi-VN</language><event>Động đất</event></info><info>"),
    ],
)
def test_an_altered_message_is_not_its_signers(office: Sender, old: str, new: str) -> None:
    signed = office.sign()
    assert old in signed
    assert seen(signed.replace(old, new, 1), office) is CapSignature.ALTERED


def test_a_strangers_signature_below_a_trusted_certificate_does_not_match(
    office: Sender, stranger: Sender
) -> None:
    forged = stranger.sign()
    assert seen(forged.replace(shown_in(forged), shown_in(office.sign())), office) is CapSignature.ALTERED


def test_a_certificate_that_has_ended_or_not_begun_verifies_nothing(office: Sender) -> None:
    for days in (-2, 366):
        found = received(office.sign(), office, days=days)
        assert (found.signature, found.signer) == (CapSignature.EXPIRED, "Ban Chỉ huy PCTT tỉnh")
    assert seen(office.sign().replace("Lên chỗ cao.", "Ở lại."), office, days=366) is CapSignature.ALTERED


def test_a_signed_message_wrapped_in_another_lends_it_nothing(office: Sender) -> None:
    forged = MESSAGE.replace("Lên chỗ cao.", "Xuống suối.")
    inside = forged.replace("</alert>", f"<parameter>{office.sign()}</parameter></alert>")
    found = received(inside, office)
    assert (found.signature, found.message.form.advice) == (CapSignature.REFUSED, "Xuống suối.")


def test_a_signature_over_a_part_that_is_carried_along_lends_nothing(office: Sender) -> None:
    part = MESSAGE.replace("<alert ", '<alert Id="x" ')
    signed = office.sign(part, reference="#x")
    assert seen(signed, office) is CapSignature.REFUSED
    start, end = signed.index("<ds:Signature"), signed.index("</alert>")
    seal, genuine = signed[start:end], signed[:start] + "</alert>"
    forged = MESSAGE.replace("</alert>", f"<parameter>{genuine}</parameter>{seal}</alert>")
    assert seen(forged, office) is CapSignature.REFUSED


def test_a_second_signature_is_one_too_many(office: Sender, stranger: Sender) -> None:
    seal = stranger.sign()
    seal = seal[seal.index("<ds:Signature") : seal.index("</alert>")]
    assert seen(office.sign().replace("</alert>", f"{seal}</alert>"), office) is CapSignature.REFUSED


class OldFashioned(XMLSigner):
    """Signs with what is no longer safe."""

    def check_deprecated_methods(self) -> None:
        pass


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        (SignatureMethod.ECDSA_SHA1, DigestAlgorithm.SHA256),
        (SignatureMethod.ECDSA_SHA256, DigestAlgorithm.SHA1),
    ],
)
def test_weak_methods_are_refused(office: Sender, method: SignatureMethod, digest: DigestAlgorithm) -> None:
    signer = OldFashioned(methods.enveloped, signature_algorithm=method, digest_algorithm=digest)
    signed = signer.sign(etree.fromstring(MESSAGE.encode()), key=office.key, cert=[office.certificate])
    assert seen(str(etree.tostring(signed, encoding="unicode")), office) is CapSignature.REFUSED


def test_a_key_inside_the_message_is_nobodys_word(stranger: Sender) -> None:
    assert seen(stranger.sign(shows_certificate=False)) is CapSignature.UNKNOWN


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.characters(categories=["L", "N", "P", "S"]))
def test_no_changed_letter_is_ever_verified_as_something_else(office: Sender, at: int, byte: str) -> None:
    signed = office.sign()
    at %= len(signed)
    changed = signed[:at] + byte + signed[at + 1 :]
    try:
        found = received(changed, office)
    except StationError:
        return
    if found.signature is CapSignature.GOOD:
        assert found.message == received(MESSAGE).message


def test_certificates_lie_in_a_folder_and_a_broken_file_keeps_back_no_other(
    tmp_path: Path, office: Sender, stranger: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.pem").write_text("no certificate")
    (tmp_path / "b.pem").write_bytes(office.pem + stranger.pem)
    (tmp_path / "c.txt").write_bytes(Sender("x").pem)
    assert trusted_in(str(tmp_path)) == (office.certificate, stranger.certificate)
    assert "a.pem" in caplog.text
    assert trusted_in("") == ()


def shown_in(signed: str) -> str:
    return signed[signed.index("<ds:X509Certificate>") : signed.index("</ds:X509Certificate>")]
