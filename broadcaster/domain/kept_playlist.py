"""A playlist of the library (*danh sách phát*): sounds in the order in which somebody wants to hear them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.library import (
    LONGEST_SOURCE,
    LONGEST_TITLE,
    LibrarySound,
    SoundCard,
    SoundKind,
    SoundLicence,
)
from broadcaster.domain.types import new_id

LONGEST_NAME = 120
MOST_SOUNDS = 100


@dataclass
class KeptPlaylist:
    """`sounds` are ids of the library, the same one as often as it is wanted. What airs is a copy of that moment."""

    id: str
    commune_id: str
    name: str
    sounds: tuple[str, ...]
    made_by: str
    changed_at: datetime
    removed_at: datetime | None = None

    def rename(self, name: str) -> None:
        """Give it another name. StationError `name_missing`, `name_too_long`."""
        clean = " ".join(unicodedata.normalize("NFC", name).split())
        if not clean:
            raise StationError("name_missing")
        if len(clean) > LONGEST_NAME:
            raise StationError("name_too_long", limit=LONGEST_NAME)
        self.name = clean

    def add(self, sound_id: str) -> None:
        """Put a sound at the end. StationError `playlist_full`."""
        if len(self.sounds) >= MOST_SOUNDS:
            raise StationError("playlist_full", limit=MOST_SOUNDS)
        self.sounds = (*self.sounds, sound_id)

    def take_out(self, place: int) -> None:
        """Take out what stands at this place, counted from 0; nothing where nothing does."""
        self.sounds = tuple(each for at, each in enumerate(self.sounds) if at != place)

    def move(self, place: int, by: int) -> None:
        """Move what stands at this place so many places on; at either end it stays."""
        to = place + by
        if 0 <= place < len(self.sounds) and 0 <= to < len(self.sounds):
            rest = [each for at, each in enumerate(self.sounds) if at != place]
            rest.insert(to, self.sounds[place])
            self.sounds = tuple(rest)


def playlist_named(name: str, *, commune_id: str, made_by: str, now: datetime) -> KeptPlaylist:
    """Begin an empty one. Raises as `KeptPlaylist.rename`."""
    made = KeptPlaylist(new_id(), commune_id, "", (), made_by, now)
    made.rename(name)
    return made


def joined_card(name: str, sounds: Sequence[LibrarySound]) -> SoundCard:
    """Describe one sound that is made of these: by the narrowest right of any, until the first of them ends."""
    rights = {each.licence for each in sounds}
    narrowest = next(
        right
        for right in (SoundLicence.UNKNOWN, SoundLicence.CONTRACT, SoundLicence.FREE, SoundLicence.OWN)
        if right in rights
    )
    is_speech = all(each.kind is SoundKind.SPEECH for each in sounds)
    titles = "; ".join(dict.fromkeys(each.title for each in sounds))
    return SoundCard(
        title=name[:LONGEST_TITLE],
        kind=SoundKind.SPEECH if is_speech else SoundKind.MUSIC,
        licence=narrowest,
        source=f"Ghép: {titles}"[:LONGEST_SOURCE],
        expires_on=min((each.expires_on for each in sounds if each.expires_on), default=None),
    )
