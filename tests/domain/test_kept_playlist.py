from datetime import date, timedelta

import pytest

from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_playlist import MOST_SOUNDS, KeptPlaylist, joined_card, playlist_named
from broadcaster.domain.library import LibrarySound, SoundCard, SoundKind, SoundLicence, brought
from broadcaster.domain.people import Person, Role
from tests.factories import NOW, TODAY


def made(*sounds: str) -> KeptPlaylist:
    kept = playlist_named("  Nhạc   sáng ", commune_id="xa", made_by="p", now=NOW)
    for each in sounds:
        kept.add(each)
    return kept


def test_sounds_stand_in_the_order_that_somebody_wants() -> None:
    kept = made("a", "b", "c", "a")
    assert (kept.name, " ".join(kept.sounds)) == ("Nhạc sáng", "a b c a")
    kept.move(3, -1)
    assert " ".join(kept.sounds) == "a b a c"
    kept.take_out(0)
    assert " ".join(kept.sounds) == "b a c"


@pytest.mark.parametrize(("place", "by"), [(0, -1), (2, 1), (7, -1), (-1, 1)])
def test_at_either_end_it_stays(place: int, by: int) -> None:
    kept = made("a", "b", "c")
    kept.move(place, by)
    kept.take_out(9)
    assert kept.sounds == ("a", "b", "c")


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(StationError, match="name_missing"):
        made().rename("  ")
    with pytest.raises(StationError, match="name_too_long"):
        made().rename("a" * 200)
    with pytest.raises(StationError, match="playlist_full"):
        made(*["a"] * (MOST_SOUNDS + 1))


def sound(title: str, licence: SoundLicence, last: date | None = None) -> LibrarySound:
    card = SoundCard(title, SoundKind.SPEECH, licence, "ai đó", last)
    by = Person("p", "xa", "p", "p", Role.OPERATOR, None, "", NOW)
    return brought(title, card, by=by, now=NOW)


def test_one_sound_of_many_has_the_narrowest_right_and_ends_with_the_first() -> None:
    card = joined_card(
        "Nhạc",
        [
            sound("a", SoundLicence.OWN, TODAY + timedelta(days=9)),
            sound("b", SoundLicence.CONTRACT, TODAY),
            sound("a", SoundLicence.FREE),
        ],
    )
    assert (card.licence, card.expires_on, card.source, card.kind) == (
        SoundLicence.CONTRACT,
        TODAY,
        "Ghép: a; b",
        SoundKind.SPEECH,
    )
    card.check()
