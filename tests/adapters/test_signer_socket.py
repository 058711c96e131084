"""The signer in a process of its own: asked over its socket, waited for, and closed to others."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.adapters.key_files import FileSigner, create_station_keys
from broadcaster.adapters.signer_child import SignerChild
from broadcaster.adapters.signer_socket import SignerServer, SocketSigner
from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring, TrustedKey
from broadcaster.protocol.messages import EvAck, Scope, Stop, spell
from broadcaster.protocol.roles import Role

NOW = 1_790_000_000
SCOPE = Scope("xa-thu", ("LOA-0001",), 1, NOW, NOW + 60)
ACK = spell(EvAck(SCOPE, 5))


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    create_station_keys(tmp_path / "keys")
    (tmp_path / "keys" / "site").write_text("xa-thu\n")
    return tmp_path / "keys"


@pytest.fixture
def signer(keys: Path, tmp_path: Path) -> Iterator[SocketSigner]:
    server = SignerServer(tmp_path / "s.sock", keys, "xa-thu", clock=lambda: NOW)
    serving = threading.Thread(target=server.serve)
    serving.start()
    asked = SocketSigner(tmp_path / "s.sock")
    yield asked
    asked.close()
    server.stop()
    serving.join()


def test_it_signs_what_a_speaker_accepts(signer: SocketSigner, keys: Path, tmp_path: Path) -> None:
    public = signer.public(Role.ORDER)
    assert public == FileSigner(keys).public(Role.ORDER)
    ring = Keyring([TrustedKey(public, Role.ORDER)])
    opened = open_envelope(signer.sign(Role.ORDER, ACK), ring, site="xa-thu", device="LOA-0001")
    assert opened.message == EvAck(SCOPE, 5)
    assert (tmp_path / "s.sock").stat().st_mode & 0o777 == 0o600


def test_it_refuses_by_its_own_rules_and_goes_on(signer: SocketSigner) -> None:
    with pytest.raises(DeliveryError, match="refuses: E05"):
        signer.sign(Role.ORDER, spell(Stop(SCOPE, "s1", "all", 60)))
    with pytest.raises(DeliveryError, match="refuses: E08"):
        signer.sign(Role.ORDER, spell(EvAck(Scope("xa-thu", ("LOA-0001",), 1, NOW - 500, NOW), 5)))
    with pytest.raises(DeliveryError, match="refuses: E01"):
        signer.sign(Role.ORDER, b"{}")
    with pytest.raises(DeliveryError, match="refuses: E05"):
        signer.sign(Role.ROOT, ACK)
    assert signer.sign(Role.ORDER, ACK)


def test_many_may_ask_at_once(signer: SocketSigner) -> None:
    signed: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: signed.append(signer.sign(Role.ORDER, ACK))) for _ in range(20)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert signed == [signed[0]] * 20


def test_a_signer_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="no signer at"):
        SocketSigner(tmp_path / "nobody.sock", patience_s=0).sign(Role.ORDER, ACK)


@pytest.mark.slow
def test_a_signer_that_dies_is_begun_again_and_waited_for(keys: Path, tmp_path: Path) -> None:
    child, asked = SignerChild(keys, tmp_path / "s.sock"), SocketSigner(tmp_path / "s.sock", patience_s=30)
    child.start()
    issued = int(time.time())
    payload = spell(EvAck(Scope("xa-thu", ("LOA-0001",), 1, issued, issued + 60), 5))
    first = asked.sign(Role.ORDER, payload)
    assert child.pid is not None
    assert {path.name for path in _opened(child.pid)} & {"order.key"} == set(), "read once, held no longer"
    os.kill(child.pid, signal.SIGKILL)
    assert asked.sign(Role.ORDER, payload) == first
    asked.close()
    child.stop()
    assert child.pid is None


def _opened(pid: int) -> list[Path]:
    return [path.readlink() for path in Path(f"/proc/{pid}/fd").iterdir()]
