"""Hamlets as the model takes them: who hears which speaker, each with that speaker's own plays.

Where people are on the map, acoustics say who hears whom, and how well; elsewhere the declared households do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Hamlet
from broadcaster.queries.survey_waves import HamletAnswers
from broadcaster.reach.hearing import Heard
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
    hamlet: Hamlet,
    fleet: Fleet,
    plays: Plays,
    answers: HamletAnswers | None,
    topic: Topic,
    heard: Heard | None = None,
) -> Place:
    """Return what the model needs of a hamlet: the part of its people by speaker, with that speaker's plays."""
    devices = [device for device in fleet.devices if device.hamlet == hamlet.code]
    shares = heard.shares if heard else _declared(devices, hamlet)
    together: Counter[float] = Counter()
    for bins in shares.values():
        together.update(bins)
    return Place(
        name=hamlet.code,
        residents=hamlet.residents,
        audibility=dict(sorted(together.items())),
        dayparts=_dayparts(plays, [device.id for device in devices]),
        asked=min(answers.asked, hamlet.residents) if answers else 0,
        yes=min(answers.weighted[topic.value], hamlet.residents) if answers else 0,
        is_declared=heard is None,
        footprints=tuple(Footprint(bins, _dayparts(plays, [device])) for device, bins in shares.items()),
    )


def _declared(devices: Iterable[Device], hamlet: Hamlet) -> dict[str, dict[float, float]]:
    """Return the declared households by speaker: what is declared is taken as heard well."""
    shares = {device.id: _share(device, hamlet) for device in devices}
    return {device: {1.0: share} for device, share in shares.items() if share}


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
