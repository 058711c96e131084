"""How a bulletin is made to sound: what is heard around and under the words, who speaks, and how fast."""

import dataclasses
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from broadcaster.domain.errors import StationError

OWN = "own:"
"""Before the name of one of the station's own sounds; any other sound is named by its content."""
OWN_SOUNDS = ("signature", "chime", "close", "bed")
PACES = range(80, 261)
_SOUND = re.compile(rf"|[0-9a-f]{{64}}|{OWN}({'|'.join(OWN_SOUNDS)})")


class Speaker(enum.Enum):
    """Whose voice the offline engine takes."""

    USUAL = "usual"
    MAN = "man"
    WOMAN = "woman"


@dataclass(frozen=True)
class SoundStyle:
    """Each sound is "" for none, `own:NAME`, or the SHA-256 of a sound of the library.

    In their order: `opening`, `ident`, the words over `bed`, `closing`. `bed_is_usual`: the bed lies under every
    bulletin, not only where the editor asks for it. `for_horns` shapes voices for horn loudspeakers.
    `words_per_minute` None: as the technician set.
    """

    opening: str = f"{OWN}signature"
    ident: str = ""
    bed: str = ""
    closing: str = f"{OWN}close"
    bed_is_usual: bool = False
    for_horns: bool = False
    speaker: Speaker = Speaker.USUAL
    words_per_minute: int | None = None

    def __post_init__(self) -> None:
        if not all(_SOUND.fullmatch(name) for name in self.names):
            raise ValueError(f"not the names of sounds: {self.names}")
        if self.words_per_minute is not None and self.words_per_minute not in PACES:
            raise StationError("pace_wrong", least=PACES[0], most=PACES[-1])

    @property
    def names(self) -> tuple[str, ...]:
        """Its sounds as they are named, those that are none included."""
        return self.opening, self.ident, self.bed, self.closing

    @property
    def is_plain(self) -> bool:
        """Tell whether a recorded voice would stay as it is."""
        return not any(self.names) and not self.for_horns

    def for_bulletin(self, *, tunes: bool = True, bed: bool | None = None) -> "SoundStyle":
        """Return what one bulletin wears: with its tunes or without, with the bed or without (None: as is usual)."""
        has_bed = self.bed_is_usual if bed is None else bed
        worn = self if tunes else replace(self, opening="", ident="", closing="")
        return worn if has_bed else replace(worn, bed="")

    def without(self, sounds: frozenset[str]) -> "SoundStyle":
        """Return the same without these sounds."""
        kept = {
            place: "" for place in ("opening", "ident", "bed", "closing") if getattr(self, place) in sounds
        }
        return replace(self, **kept)  # type: ignore[arg-type]  # the places hold names

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return dataclasses.asdict(self) | {"speaker": self.speaker.value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "SoundStyle":
        """Read what `to_plain` wrote."""
        return cls(**{**plain, "speaker": Speaker(plain["speaker"])})
