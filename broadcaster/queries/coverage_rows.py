"""What the map says in words and numbers, hamlet by hamlet and speaker by speaker: coverage before any play."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.fleet import Fleet
from broadcaster.queries.coverage import Layout, PlacedSpeaker, heard_in
from broadcaster.queries.reach_places import place_of
from broadcaster.reach.advice import MOST_OCCASIONS
from broadcaster.reach.audience import occasions_needed_in
from broadcaster.reach.hearing import AROUND, AT_HOME, CLEAR
from broadcaster.reach.places import Assumptions
from broadcaster.reach.radius import radius


@dataclass(frozen=True)
class CoverageRow:
    """A hamlet, or with an empty code the commune: shares of `residents` who can hear.

    `ceiling` can follow anything at all, `clear` more than half, `blurred` live where echoes harm speech (None: not
    known). `needed` is how many occasions of the best daypart in a month would reach the target (None: no number).
    """

    code: str
    name: str
    residents: int
    source: str
    ceiling: float
    clear: float
    blurred: float | None
    needed: int | None

    @property
    def is_hopeless(self) -> bool:
        """Tell whether more broadcasts cannot reach the target here: speakers must be added, turned or left aside."""
        return self.needed is None or self.needed > MOST_OCCASIONS


@dataclass(frozen=True)
class SpeakerRow:
    """A speaker: its level one metre in front, and how far it is followed there by one in two."""

    speaker: PlacedSpeaker
    level_db: float
    radius_m: float


def coverage_rows(fleet: Fleet, layout: Layout, assumed: Assumptions) -> tuple[CoverageRow, ...]:
    """Return the commune and its hamlets, those with the lowest ceiling first. Nothing where nobody lives."""
    living = sum(hamlet.residents for hamlet in fleet.hamlets)
    if not living:
        return ()
    heard = heard_in(layout)
    together: Counter[float] = Counter()
    rows, blurred = [], 0.0
    for hamlet in fleet.hamlets:
        found = heard.get(hamlet.code)
        shares = place_of(hamlet, fleet, {}, None, Topic.COMMUNITY, found).audibility
        rows.append(
            _row(
                hamlet.code,
                hamlet.name,
                hamlet.residents,
                found.source if found else "declared",
                shares,
                found.blurred if found else None,
                assumed,
            )
        )
        together.update({a: share * hamlet.residents / living for a, share in shares.items()})
        blurred += found.blurred * hamlet.residents / living if found else 0.0
    commune = _row("", fleet.commune.name, living, "", together, blurred if heard else None, assumed)
    return (commune, *sorted(rows, key=lambda row: (row.ceiling, row.name)))


def speaker_rows(layout: Layout) -> tuple[SpeakerRow, ...]:
    """Return the speakers that stand on the map, by id."""
    required = AT_HOME.required(AT_HOME.half_snr_db)
    return tuple(
        SpeakerRow(each, each.level_at_1m, radius(each.level_at_1m, required, AROUND))
        for each in sorted(layout.speakers, key=lambda each: each.id)
    )


def _row(
    code: str,
    name: str,
    residents: int,
    source: str,
    shares: Mapping[float, float],
    blurred: float | None,
    assumed: Assumptions,
) -> CoverageRow:
    return CoverageRow(
        code=code,
        name=name,
        residents=residents,
        source=source,
        ceiling=min(1.0, sum(share for a, share in shares.items() if a > 0)),
        clear=min(1.0, sum(share for a, share in shares.items() if a >= CLEAR)),
        blurred=blurred,
        needed=occasions_needed_in(assumed.target, tuple(sorted(shares.items())), assumed.habit),
    )
