"""The station's keys on disk: made once, readable by their owner alone, used only in their roles."""

from pathlib import Path

import pytest

from broadcaster.adapters.key_files import STATION_ROLES, FileSigner, create_station_keys, load_key
from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring, keys_document
from broadcaster.protocol.messages import EvAck, Scope, Stop, spell
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role

SCOPE = Scope("xa-thu", ("LOA-0001",), 1, 1_000, 1_060)


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    create_station_keys(tmp_path / "keys")
    first = {role: FileSigner(tmp_path / "keys").public(role) for role in STATION_ROLES}
    create_station_keys(tmp_path / "keys")
    assert {role: FileSigner(tmp_path / "keys").public(role) for role in STATION_ROLES} == first
    assert len(set(first.values())) == len(STATION_ROLES)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    (tmp_path / "keys" / "order.key").chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        load_key(tmp_path / "keys" / "order.key")


def test_the_signer_signs_in_role_and_refuses_out_of_it(tmp_path: Path) -> None:
    create_station_keys(tmp_path)
    signer = FileSigner(tmp_path)
    listed = [(role, signer.public(role)) for role in (Role.ORDER, Role.STOP)]
    ring = Keyring.of_document(
        keys_document(
            "xa-thu", epoch=1, version=1, root=signer.public(Role.ROOT), keys=listed, issued=1_000, days=365
        )
    )
    told = EvAck(SCOPE, 5)
    envelope = signer.sign(Role.ORDER, spell(told))
    assert open_envelope(envelope, ring, site="xa-thu", device="LOA-0001", now=1_001).message == told
    with pytest.raises(Refused, match="E05"):
        signer.sign(Role.ORDER, spell(Stop(SCOPE, "s1", "all", 60)))
    with pytest.raises(Refused, match="E01"):
        signer.sign(Role.ORDER, b"{}")


def test_a_root_key_kept_away_cannot_sign(tmp_path: Path) -> None:
    create_station_keys(tmp_path)
    (tmp_path / "root.key").unlink()
    signer = FileSigner(tmp_path)
    listed = keys_document("xa-thu", epoch=1, version=1, root=bytes(32), keys=[], issued=0, days=1)
    with pytest.raises(KeyError):
        signer.sign(Role.ROOT, spell(listed))
