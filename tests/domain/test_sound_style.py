import pytest

from broadcaster.domain.errors import StationError
from broadcaster.domain.sound_style import SoundStyle, Speaker
from broadcaster.domain.types import sha256

SONG = sha256("song")
FULL = SoundStyle(ident="own:chime", bed=SONG, for_horns=True, speaker=Speaker.WOMAN, words_per_minute=130)


def test_a_bulletin_wears_what_its_editor_wants() -> None:
    assert FULL.for_bulletin().bed == ""
    assert FULL.for_bulletin(bed=True) == FULL
    bare = FULL.for_bulletin(tunes=False, bed=True)
    assert bare.names == ("", "", SONG, "")
    assert (bare.for_horns, bare.speaker, bare.words_per_minute) == (True, Speaker.WOMAN, 130)


def test_the_bed_may_be_usual() -> None:
    usual = SoundStyle(bed="own:bed", bed_is_usual=True)
    assert usual.for_bulletin().bed == "own:bed"
    assert usual.for_bulletin(bed=False).bed == ""


def test_what_may_not_air_any_more_is_left_out() -> None:
    assert FULL.without(frozenset({SONG})).names == ("own:signature", "own:chime", "", "own:close")
    assert FULL.without(frozenset()) == FULL


def test_it_is_written_and_read_back() -> None:
    assert SoundStyle.from_plain(FULL.to_plain()) == FULL
    assert SoundStyle(opening="", closing="").is_plain
    assert not SoundStyle().is_plain


@pytest.mark.parametrize("name", ["../../etc/passwd", "own:nothing", "abc", SONG.upper(), "own:chime.mp3"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the names"):
        SoundStyle(opening=name)


def test_a_pace_that_no_voice_has_is_refused() -> None:
    with pytest.raises(StationError, match="pace_wrong"):
        SoundStyle(words_per_minute=20)
