"""Hamlets as the model takes them: declared households by speaker, each with that speaker's own plays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Hamlet
from broadcaster.queries.survey_waves import HamletAnswers
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import PRESENCE, Daypart, Footprint, Place
from broadcaster.services.audience_counts import PlayCount

Plays = Mapping[str, Mapping[str, Mapping[Status, int]]]
"""Plays by speaker, daypart and status."""


def plays_of(counts: Iterable[PlayCount]) -> Plays:
    """Return a topic's plays by speaker, daypart and status."""
    plays: defaultdict[str, defaultdict[str, Counter[Status]]] = defaultdict(lambda: defaultdict(Counter))
    for count in counts:
        plays[count.speaker][count.daypart][Status(count.status)] += count.plays
    return plays


def place_of(
    hamlet: Hamlet, fleet: Fleet, plays: Plays, answers: HamletAnswers | None, topic: Topic
) -> Place:
    """Return what the model needs of a hamlet: its declared households by speaker, with that speaker's plays."""
    devices = [device for device in fleet.devices if device.hamlet == hamlet.code]
    shares = {device.id: _share(device, hamlet) for device in devices}
    covered = sum(shares.values())
    return Place(
        name=hamlet.code,
        residents=hamlet.residents,
        audibility={1.0: covered} if covered else {},
        dayparts=_dayparts(plays, [device.id for device in devices]),
        asked=min(answers.asked, hamlet.residents) if answers else 0,
        yes=min(answers.yes[topic.value], hamlet.residents) if answers else 0,
        is_declared=True,
        footprints=tuple(
            Footprint({1.0: share}, _dayparts(plays, [device])) for device, share in shares.items() if share
        ),
    )


def _share(device: Device, hamlet: Hamlet) -> float:
    return (device.households or 0) / hamlet.households if hamlet.households else 0.0


def _dayparts(plays: Plays, devices: Iterable[str]) -> tuple[Daypart, ...]:
    together: defaultdict[str, Counter[Status]] = defaultdict(Counter)
    for device in devices:
        for daypart, statuses in plays.get(device, {}).items():
            together[daypart].update(statuses)
    return tuple(Daypart(name, PRESENCE[name], dict(together[name])) for name in PRESENCE if name in together)


def by_status(dayparts: Mapping[str, Mapping[Status, int]]) -> Mapping[Status, int]:
    """Add up a speaker's plays over the dayparts."""
    together: Counter[Status] = Counter()
    for statuses in dayparts.values():
        together.update(statuses)
    return together
