"""The commune's reader: the grammar with the commune's own dictionary, always in its newest version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy.orm import Session, sessionmaker

from audio_library.spoken import STANDARD, Dictionary
from broadcaster.adapters.sound_studio import LibrarySpeller
from broadcaster.domain.kept_reading import ReadingRegion, ReadingRule
from broadcaster.services import dictionary
from broadcaster.services.ports import Reading


class CommuneSpeller:
    """Looks before each text whether the dictionary has changed; one short question to the database."""

    def __init__(self, memory: sessionmaker[Session], commune_id: str, region: str) -> None:
        self._memory, self._commune_id, self._region = memory, commune_id, region
        self._present: tuple[int, LibrarySpeller] = (0, LibrarySpeller(region, STANDARD))

    def read(self, text: str, *, choices: Mapping[int, str]) -> Reading:
        """Return the spoken form of `text`."""
        return self._newest().read(text, choices=choices)

    def _newest(self) -> LibrarySpeller:
        version, speller = self._present
        with self._memory() as session:
            newest = dictionary.version(session, self._commune_id)
            if newest != version:
                rules = [each.rule for each in dictionary.in_force(session, self._commune_id)]
                speller = LibrarySpeller(self._region, with_rules(STANDARD, rules, self._region))
                self._present = (newest, speller)
        return speller


def with_rules(standard: Dictionary, rules: Sequence[ReadingRule], region: str) -> Dictionary:
    """Put the commune's readings before the grammar's; one for this region goes before one for everywhere."""
    chosen: dict[str, str] = {}
    own = ReadingRegion.SOUTH if region == "south" else ReadingRegion.NORTH
    for holds_for in (ReadingRegion.EVERYWHERE, own):
        chosen |= {rule.written: rule.spoken for rule in rules if rule.region is holds_for}
    return replace(standard, chosen=MappingProxyType({**standard.chosen, **chosen}))
