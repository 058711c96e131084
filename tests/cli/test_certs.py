"""A site that has no certificates makes its own, and a real Mosquitto and a real speaker's eyes accept them."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.adapters import site_certificates
from broadcaster.adapters.site_certificates import expires_at
from broadcaster.cli import main

NOW = datetime.now(UTC).replace(microsecond=0)


def test_the_authority_stays_and_the_certificate_is_renewed(tmp_path: Path) -> None:
    site_certificates.make(tmp_path, "xa-mau", ["loa.xa-mau.vn", "192.168.1.10"], now=NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before.keys() == {"ca.crt", "ca.key", "server.crt", "server.key"}
    site_certificates.make(tmp_path, "xa-mau", ["loa.xa-mau.vn"], now=NOW + timedelta(days=700))
    assert (tmp_path / "ca.crt").read_bytes() == before["ca.crt"]
    assert (tmp_path / "server.crt").read_bytes() != before["server.crt"]
    assert expires_at(tmp_path / "server.crt") == NOW + timedelta(days=700 + 2 * 366)
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "a b", "xã-mẫu!", "*"])
def test_what_no_machine_can_be_called_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither an address nor a name"):
        site_certificates.make(tmp_path / "x", "xa-mau", [name], now=NOW)
    assert not (tmp_path / "x").exists()


def test_python_itself_accepts_the_chain(tmp_path: Path) -> None:
    site_certificates.make(tmp_path, "xa-mau", ["localhost", "127.0.0.1"], now=NOW)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    client = ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
    assert _handshake(client, server, "localhost") == "localhost"
    assert _handshake(client, server, "127.0.0.1") == "localhost"
    with pytest.raises(ssl.SSLCertVerificationError):
        _handshake(client, server, "elsewhere.vn")
    with pytest.raises(ssl.SSLCertVerificationError):
        _handshake(ssl.create_default_context(), server, "localhost")


def test_without_a_station_none_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOA_VAR", str(tmp_path / "nothing"))
    assert main(["certs", "loa.vn"]) == 1
    assert "broadcaster init" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()


def _handshake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> str:
    """Let both shake hands in memory; return the common name that the client saw."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    caller = client.wrap_bio(to_client, to_server, server_hostname=name)
    answerer = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(5):
        for end in (caller, answerer):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    seen = caller.getpeercert()
    assert seen is not None
    return dict(part[0] for part in seen["subject"])["commonName"]  # type: ignore[misc]  # typeshed is vague here
