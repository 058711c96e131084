"""The disk of the sounds is full: a clear failure, no word lost; what is there can be heard, and stopped.

The disk is a real one of 600 kB, in a mount namespace of the station's own.
"""

from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import Bulletin, BulletinState, RenditionState
from broadcaster.domain.people import Role
from broadcaster.domain.stop import Area, AreaKind
from broadcaster.services import bulletins, stopping
from broadcaster.settings import as_environment
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import Part, answers, broadcaster, get, until
from tests.journeys.villages import Village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SIZE_KB = 600
SCRIPT = """\
cp -r "$LOA_VAR/sounds" "$LOA_VAR/kept" && mkdir -p "$LOA_VAR/voices" &&
mount -t tmpfs -o size={size}k none "$LOA_VAR/sounds" && cp -r "$LOA_VAR/kept/." "$LOA_VAR/sounds" &&
mount --bind "$LOA_VAR/sounds" "$LOA_VAR/voices" && exec "$@"
"""
BROKER_SCRIPT = """\
mkdir -p "$LOA_VAR/broker" && mount -t tmpfs -o size={size}k none "$LOA_VAR/broker" && exec "$@"
"""


def test_no_room_for_a_new_sound(found: Found) -> None:
    village = found()
    kept = village.approved("Đã có", seconds=20)
    station = village.run(on_small_disk(village))
    filler = seen_by(station, village.settings.path("sounds/filler"))
    village.run_speakers()
    village.wait_for_speakers()
    fill(filler)

    bulletin = village.write("Mới", "Sáng mai họp thôn.")
    until(lambda: failure(village, bulletin) == "store_full", "the failure is told")
    assert get(village.settings.web_port, "/health/live")[0] == HTTPStatus.OK
    with village.station.memory.reads() as session:
        still = session.get_one(Bulletin, bulletin.id)
    assert (still.text, still.state) == ("Sáng mai họp thôn.", BulletinState.DRAFT)

    starts = village.air(kept)
    village.wait_until_sounding()
    stop(village)
    until(lambda: all(one.last_at for one in village.heard()), "the stop is obeyed")
    until(lambda: "STARTED" not in village.outcomes(starts), "and told of")
    assert all(one.played_s < 19 for one in village.heard())
    check_log(village)

    filler.unlink()
    until(
        lambda: failure(village, bulletin) is None, "with room again the sound is made by itself", within_s=60
    )


@pytest.mark.broker
def test_no_room_for_the_brokers_files(found: Found) -> None:
    """A broker that dies on a full disk stays away, speakers play what they hold; with room it comes back."""
    village = found(broker="mosquitto", speakers=2)
    kept = village.approved("Đã có", seconds=1)
    station = village.run(on_small_disk(village, BROKER_SCRIPT))
    village.run_speakers()
    village.wait_for_speakers()
    starts = village.air(kept, in_s=8)
    until(lambda: set(village.outcomes(starts)) == {"READY"}, "every speaker holds it")
    folder = seen_by(station, village.settings.path("broker"))
    pid = int((folder / "pid").read_text())
    for path in folder.iterdir():
        path.unlink()
    fill(folder / "filler")
    village.end_mosquitto(pid)

    until(
        lambda: len([one for one in village.heard() if one.last_at]) == 2, "it is heard with no broker there"
    )
    assert set(village.outcomes(starts)) == {"READY"}, "and nobody has told the station yet"
    (folder / "filler").unlink()
    village.wait_for(Outcome.DONE, starts)
    check_log(village)


def on_small_disk(village: Village, script: str = SCRIPT) -> Part:
    """Return the village's station, its sounds (or what the script says) on a small disk."""
    words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script.format(size=SIZE_KB), "sh"]
    return Part(
        [*words, *broadcaster("run")],
        village.settings.path("station.log"),
        environment=as_environment(village.settings),
        is_ready=lambda: answers(village.settings.web_port, "/health/live"),
    )


def seen_by(part: Part, path: Path) -> Path:
    """Return how a path in a part's own mount namespace is reached from here."""
    return Path(f"/proc/{part.pid}/root") / path.relative_to("/")


def fill(filler: Path) -> None:
    """Write until the disk takes no more."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            pass


def failure(village: Village, bulletin: Bulletin) -> str | None:
    with village.station.memory.reads() as session:
        sound = bulletins.latest_rendition(session, bulletin)
    assert sound is not None
    return sound.failure if sound.state is not RenditionState.READY else None


def stop(village: Village) -> None:
    """Have the operator silence the commune for a minute."""
    now = village.station.clock.now()
    with village.station.memory.writes.begin() as session:
        stopping.stop(
            session,
            Area(AreaKind.COMMUNE, ""),
            now + timedelta(minutes=1),
            reason="Thử",
            by=village.people[Role.OPERATOR],
            now=now,
        )
