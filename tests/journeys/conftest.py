"""A village for each journey, ended with all its processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.villages import Village

Found = Callable[..., Village]


@pytest.fixture(params=["amqtt", pytest.param("mosquitto", marks=pytest.mark.broker)])
def broker(request: pytest.FixtureRequest) -> str:
    """Name a broker; a journey that asks for it is made once over each."""
    name: str = request.param
    return name


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Found]:
    """Found villages that end with the test."""
    villages: list[Village] = []

    def make(**wanted: object) -> Village:
        home = tmp_path / f"var{len(villages)}"
        villages.append(Village.found(home, **wanted))  # type: ignore[arg-type]  # named by the test
        return villages[-1]

    yield make
    for village in villages:
        village.close()
        print(village.words())  # noqa: T201  shown by pytest where the journey failed
        village.station.close()
