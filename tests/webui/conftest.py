"""A station's pages over a real database, with a browser-like client for every role."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from broadcaster.adapters.device_file_edits import DeviceFile
from broadcaster.adapters.microphone import Microphones
from broadcaster.adapters.upload_folder import UploadFolder
from broadcaster.db.session import Memory
from broadcaster.domain.ending import Ending
from broadcaster.domain.people import Role
from broadcaster.domain.places import Commune
from broadcaster.domain.sound_style import OWN_SOUNDS
from broadcaster.domain.tones import Tone, Tones
from broadcaster.domain.types import Sha256, sha256
from broadcaster.services.ports import Speller
from broadcaster.settings import Settings
from tests.factories import FLEET, NOW, PASSWORD, World
from tests.fakes import FolderStore, HandClock, PlainSpeller
from webui import create_app, guessing
from webui.house import House

_HERE = Path(__file__).parent

TONES = Tones(
    attention=Tone(sha256("attention"), 3000),
    all_clear=Tone(sha256("all clear"), 6000),
    exercise=Tone(sha256("exercise"), 2800),
)


DEVICES_YAML = """\
commune: {code: mai-khe, name: Xã Mai Khê, is_sample: true}
hamlets:
  - {code: go-sai, name: Gò Sải, households: 300, residents: 1050}
  - {code: ao-sen, name: Ao Sen, households: 250, residents: 900}
  - {code: ben-loi, name: Bến Lội, households: 200, residents: 700}
devices:
  - {id: GS-01, name: Nhà văn hóa Gò Sải, hamlet: go-sai, households: 180}  # loa đầu tiên của xã
  - {id: GS-02, name: Ngã ba Gò Sải, hamlet: go-sai, households: 100, gain_db: -2, delay_ms: 20}
  - {id: AS-01, name: Đình Ao Sen, hamlet: ao-sen, households: 200}
  - {id: BL-01, name: Bến đò, hamlet: ben-loi}
"""
"""tests.factories.FLEET as the commune wrote it."""


@dataclass(frozen=True)
class PageStation:
    """What pages need of a station, with a clock that the test moves."""

    settings: Settings
    memory: Memory
    clock: HandClock
    store: FolderStore
    commune: Commune = FLEET.commune
    speller: Speller = PlainSpeller()  # noqa: RUF009  it has no state
    tones: Tones = TONES
    silence: Tone = Tone(sha256("silence"), 1000)  # noqa: RUF009  a value
    web_secret: str = "a secret of the test"
    root: bytes = bytes(range(32))
    endings: tuple[Ending, ...] = ()

    @property
    def device_file(self) -> DeviceFile:
        return DeviceFile(self.settings.devices)

    @property
    def own_sounds(self) -> dict[str, Sha256]:
        return {name: sha256(name) for name in OWN_SOUNDS}

    @property
    def microphones(self) -> Microphones:
        return Microphones(self.settings.path("microphones"))

    @property
    def uploads(self) -> UploadFolder:
        return UploadFolder(self.settings.path("uploads"))


class Visitor:
    """Somebody at a browser: keeps cookies, and sends back the token of the page they are on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, headers=headers)

    def post(self, address: str, page: str = "", **fields: str | list[str]) -> TestResponse:
        return self.client.post(address, data={"csrf_token": self.token(page or "/dang-nhap"), **fields})

    def token(self, page: str) -> str:
        shown = self.client.get(page, follow_redirects=True).get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        return found[1] if found else ""

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/dang-nhap", login=login, password=password)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Opening pages takes long: what does is left out of the quick tests."""
    for item in items:
        if isinstance(item, pytest.Function) and "app" in item.fixturenames and item.path.parent == _HERE:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what Jinja makes of a template: every test has an app of its own, and compiling is most of an app's cost."""
    Flask.jinja_options = {
        "bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    }


@pytest.fixture
def sqlite_world(sqlite_copy: Callable[[str], str]) -> Iterator[World]:
    """Return the commune on SQLite only: pages look the same on either database, and its queries are tested on both."""
    from broadcaster.db.session import open_memory
    from tests.factories import load_world

    memory = open_memory(sqlite_copy("commune"))
    yield load_world(memory)
    memory.close()


@pytest.fixture
def station(sqlite_world: World, tmp_path: Path) -> PageStation:
    devices = tmp_path / "devices.yaml"
    devices.write_text(DEVICES_YAML, encoding="utf-8")
    settings = Settings(var=tmp_path, devices=devices, cap_trusted=str(tmp_path / "trusted"))
    return PageStation(settings, sqlite_world.memory, HandClock(NOW), FolderStore(tmp_path))


_MADE: list[Flask] = []


def pages_over(station: PageStation) -> Flask:
    """Return the pages over a test's station. They are put together once: compiling their routes takes longest."""
    if not _MADE:
        _MADE.append(create_app(station))
    _MADE[0].extensions["house"] = House(station, ())
    guessing.limiter.reset()
    return _MADE[0]


@pytest.fixture
def app(station: PageStation) -> Flask:
    return pages_over(station)


@pytest.fixture
def tls_app(station: PageStation) -> Flask:
    return create_app(replace(station, settings=replace(station.settings, behind_tls=True)))


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def visitor(app: Flask) -> Callable[[Role], Visitor]:
    """Return somebody of a role, signed in."""

    def enter(role: Role) -> Visitor:
        entered = Visitor(app.test_client())
        answer = entered.sign_in(role.value.replace("_", "-"))
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return entered

    return enter
