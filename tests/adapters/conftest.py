"""A real broker of either kind on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.adapters.embedded_broker import Kind
from tests.adapters.wire import KINDS, Wire


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    kind: Kind = request.param
    made = Wire(kind, tmp_path / "broker")
    made.broker.start()
    yield made
    made.close()
