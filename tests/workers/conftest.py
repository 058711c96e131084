"""An installed station over a fresh database, its clock in the test's hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.bootstrap import Station, build
from broadcaster.cli.installation import prepare_home
from broadcaster.services import fleet
from broadcaster.settings import Settings
from tests.factories import FLEET, NOW, World
from tests.fakes import HandClock, PaperStudio
from tests.workers.wire import SITE, Speaker

_HERE = Path(__file__).parent
SECRET = {"sha256": "0" * 64, "mosquitto": "$7$101$x$y"}
"""The hashes of a secret that nobody knows."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out of the quick tests what installs a whole station."""
    for item in items:
        if isinstance(item, pytest.Function) and "station" in item.fixturenames and item.path.parent == _HERE:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def station(world: World, database: str, tmp_path: Path, clock: HandClock) -> Iterator[Station]:
    """Install a station over the commune's database, and let speakers join that can sign."""
    settings = Settings(var=tmp_path, database_url=database)
    prepare_home(settings, SITE, now=NOW).close()
    built = build(settings, clock=clock)
    built.studio = PaperStudio(tmp_path)  # type: ignore[assignment]  # behind the same door
    with built.memory.writes.begin() as session:
        for device in FLEET.devices:
            public = Speaker(device.id).key.public.hex()
            fleet.enrol(session, SITE, device.id, public_key=public, credential=SECRET, now=NOW)
    yield built
    built.memory.close()
