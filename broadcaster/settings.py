"""What the technician sets: where this process keeps its things and which doors it opens. Nothing the commune decides.

Every setting is an environment variable `LOA_…`; an unknown one is refused with "did you mean", for a typing error
that silently does nothing costs an evening on a ladder.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "LOA_"


USUAL_PACE = 150
_PACES = range(80, 261)
_MQTT_VERSIONS = ("3.1.1", "5")
_SHAPES = {
    "MAP_TILES": (
        re.compile(r"https?://[A-Za-z0-9.:-]+/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})\S*"),
        "https://tiles.example/{z}/{x}/{y}.png",
    ),
    "CAP_FEED": (re.compile(r"https?://\S+"), "https://tinh.example/cap/atom.xml"),
}
"""What an address must look like, and an example for whoever got it wrong."""
_REGIONS = ("north", "central", "south")


class SettingsError(ValueError):
    """A setting is wrong; the sentence names it and says what would be right."""


@dataclass(frozen=True)
class Settings:
    """One process's configuration. Each field is `LOA_` + its name in capitals; docs/operating.md tells them all."""

    var: Path = Path("var")
    """Where the database, keys, sounds and speakers of the demo lie."""
    devices: Path = Path("devices.yaml")
    """The desired fleet."""
    database_url: str = ""
    """An SQLAlchemy URL; empty for SQLite in `var`."""
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    objects_host: str = "127.0.0.1"
    objects_port: int = 8081
    objects_url: str = ""
    """How speakers reach the objects' port; empty for its own address."""
    mqtt_host: str = "127.0.0.1"
    mqtt_port: int = 18830
    broker: str = "auto"
    """auto: Mosquitto where it is installed, else the built-in one; mosquitto; amqtt; external: somebody else's."""
    mqtt_version: str = "3.1.1"
    """3.1.1, which every broker speaks, or 5, where a refused publication is told."""
    mqtt_tls: bool = False
    """True where somebody else's broker wants TLS."""
    mqtt_tls_port: int = 8883
    """Where the station's own Mosquitto hears speakers with TLS, once there is a certificate."""
    mqtt_reach: str = ""
    """host:port under which speakers reach the broker; empty for the station's own way to it."""
    certificate: str = ""
    """A file with the certificate of the speakers' ports; empty for no TLS, which is for one machine only."""
    certificate_key: str = ""
    """The file with its key."""
    ca: str = ""
    """A file with the authority by which broker and speakers' ports are checked; empty for those the machine trusts."""
    signer: str = ""
    """The socket of a signer that runs as a user of its own; empty: the station starts one as its child."""
    voice: str = "auto"
    """auto: online where it answers, else the offline voice; or the name of one voice."""
    voice_region: str = "north"
    """north, central or south: the accent, and how numbers are said."""
    voice_pace: int = USUAL_PACE
    """Words a minute, 80 to 260."""
    voice_google: bool = True
    """False where no text may leave the station for Google."""
    voice_server: str = ""
    """The address of a server that speaks OpenAI's speech interface; empty for none."""
    voice_server_key_file: str = ""
    """A file that holds that server's key, read when it is needed; empty for none."""
    voice_server_model: str = "tts-1"
    voice_server_voice: str = "alloy"
    voice_piper: str = ""
    """A Piper voice file, name.onnx with name.onnx.json beside it; empty for none."""
    voice_piper_python: str = ""
    """A Python that has piper-tts; empty for the one that runs this."""
    backups: str = ""
    """A folder for the copy of every night, best on another disk; empty for var/backups."""
    ffmpeg: str = ""
    """An ffmpeg program; empty for the one that comes with the packages."""
    map_tiles: str = ""
    """Where the map takes its background from, an address with {z}, {x} and {y}; empty for none."""
    map_tiles_credit: str = ""
    """Who is to be named for that background."""
    behind_tls: bool = False
    """True where a proxy serves the pages over HTTPS: cookies are then marked secure."""
    province: str = ""
    """The province's source system: a folder, or an HTTP address (docs/province.md); empty for none."""
    province_token_file: str = ""
    """A file whose words open the province's address; empty for none."""
    cap_feed: str = ""
    """Where alerts of others are looked for twice a minute, a CAP 1.2 message or an Atom feed; empty for none."""
    cap_trusted: str = ""
    """A folder with the certificates (PEM) of those whose signed alerts are shown as theirs; empty for none."""
    public_url: str = ""
    """The address under which residents reach the pages, for QR labels and the feed; empty for the one in use."""

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.var / 'station.db'}"

    @property
    def speakers_reach(self) -> str:
        """The address under which speakers fetch plans and sounds."""
        scheme = "https" if self.certificate else "http"
        return self.objects_url or f"{scheme}://{self.objects_host}:{self.objects_port}"

    @property
    def broker_reach(self) -> str:
        """The host:port under which speakers reach the broker."""
        if self.mqtt_reach:
            return self.mqtt_reach
        own_with_tls = self.certificate and self.broker != "external"
        host = self.objects_host if own_with_tls else self.mqtt_host
        return f"{host}:{self.mqtt_tls_port if own_with_tls else self.mqtt_port}"

    @property
    def broker_wants_tls(self) -> bool:
        """Whether speakers meet the broker with TLS."""
        return self.mqtt_tls if self.broker == "external" else bool(self.certificate)

    def path(self, name: str) -> Path:
        """Return a place below `var`."""
        return self.var / name


def as_environment(settings: Settings) -> dict[str, str]:
    """Spell settings as the variables that a process of ours reads them from."""
    told = {PREFIX + field.name.upper(): getattr(settings, field.name) for field in fields(settings)}
    return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in told.items()}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings. Raises SettingsError with a sentence for the technician."""
    known = {PREFIX + field.name.upper(): field for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(f"{name} is no setting of this program{hint}")
        values[known[name].name] = _value(name, text, known[name].type)
    return Settings(**values)  # type: ignore[arg-type]  # each value has just been made of its field's type


def _value(name: str, text: str, kind: object) -> object:
    if name == f"{PREFIX}VOICE_PACE":
        if not text.isdecimal() or int(text) not in _PACES:
            raise SettingsError(f"{name} is {_PACES[0]} to {_PACES[-1]} words a minute, not {text!r}")
        return int(text)
    if name == f"{PREFIX}VOICE_REGION" and text not in _REGIONS:
        raise SettingsError(f"{name} is one of {', '.join(_REGIONS)}, not {text!r}")
    if name == f"{PREFIX}MQTT_VERSION" and text not in _MQTT_VERSIONS:
        raise SettingsError(f"{name} is one of {', '.join(_MQTT_VERSIONS)}, not {text!r}")
    shape, example = _SHAPES.get(name.removeprefix(PREFIX), (None, ""))
    if shape and text and not shape.fullmatch(text):
        raise SettingsError(f"{name} is like {example}, not {text!r}")
    if kind is int:
        if not text.isdecimal() or not 0 < int(text) < 65_536:
            raise SettingsError(f"{name} is a port number from 1 to 65535, not {text!r}")
        return int(text)
    if kind is bool:
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise SettingsError(f"{name} is 1 or 0, not {text!r}")
        return text.lower() in {"1", "true", "yes"}
    return Path(text) if kind is Path else text
