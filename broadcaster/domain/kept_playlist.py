"""A playlist of the library (*danh sách phát*): sounds in the order in which somebody wants to hear them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError
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
