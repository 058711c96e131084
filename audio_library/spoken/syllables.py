"""What a Vietnamese syllable can be, and what letters are called."""

import functools
import re
import unicodedata

from audio_library.spoken.numbers import DIGITS

_ONSETS = """
    b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x
"""
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_ONSET_SET = frozenset(_ONSETS.split())
_RIME_SET = frozenset(_RIMES.split())
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_ONSET = re.compile("|".join(sorted(_ONSET_SET, key=len, reverse=True)))
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = "\u0301\u0323"

_NAMES = """
    A:a Ă:á Â:ớ B:bê C:xê D:dê Đ:đê E:e Ê:ê F:ép G:gờ H:hát I:i J:gi K:ca L:lờ M:mờ N:nờ O:ô Ô:ô Ơ:ơ P:pê
    Q:quy R:rờ S:ét T:tê U:u Ư:ư V:vê W:vê_kép X:ích Y:i Z:dét
"""
_LETTERS = {pair[0]: pair[2:].replace("_", " ") for pair in _NAMES.split()}


_NO_LETTERS = dict(zip("0123456789&", (*DIGITS, "và"), strict=True))


def letter(written: str) -> str:
    """Name one letter as the radio says it ("K" is "ca"); what is no Latin letter comes back as it is."""
    plain = _TONE.sub("", unicodedata.normalize("NFD", written))
    known = _LETTERS.get(unicodedata.normalize("NFC", plain).upper()) or _NO_LETTERS.get(written)
    return known or "".join(sign for sign in written.lower() if not unicodedata.combining(sign))


def spell(written: str) -> str:
    """Name every sign of a token: "HTV" is "hát tê vê"."""
    return " ".join(letter(sign) for sign in written)


@functools.lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word is spelled as a Vietnamese syllable can be ("ĐÍCH" is, "HTX" and "CAT" are not)."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    plain = unicodedata.normalize("NFC", _TONE.sub("", decomposed))
    rimes = _possible_rimes(plain)
    if not rimes or len(tones) > 1:
        return False
    stopped = plain.endswith(_STOPS)
    return not stopped or (bool(tones) and tones[0] in _STOP_TONES)


def _possible_rimes(plain: str) -> list[str]:
    """Every rime that is left when a possible onset (or none) is taken off."""
    onset = _ONSET.match(plain)
    rests = [plain] if onset is None else [plain[onset.end() :]]
    if plain.startswith("gi"):
        rests.append(plain[1:])
    return [rest for rest in rests if rest in _RIME_SET]


_UNMARKED = str.maketrans("ăâêôơưđ", "aaeooud")
_PLAIN_RIMES = frozenset(rime.translate(_UNMARKED) for rime in _RIME_SET)
_PLAIN_ONSETS = frozenset(onset.translate(_UNMARKED) for onset in _ONSET_SET) | {""}


def split_unmarked(word: str) -> list[str] | None:
    """Cut letters without marks, as in web addresses, into syllables: "phutho" is ["phu", "tho"].

    Returns None where no cut works. The fewest syllables win; onsets are preferred to bare vowels.
    """
    best: list[list[str] | None] = [[], *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 7), end):
            before = best[start]
            if before is None or not _is_plain_syllable(word[start:end]):
                continue
            candidate = [*before, word[start:end]]
            if best[end] is None or _cost(candidate) < _cost(best[end] or []):
                best[end] = candidate
    return best[len(word)]


def _cost(syllables: list[str]) -> tuple[int, int]:
    bare = sum(syllable[0] in "aeiouy" for syllable in syllables)
    return len(syllables) + bare, bare


@functools.lru_cache(maxsize=4096)
def _is_plain_syllable(piece: str) -> bool:
    return any(
        piece[:cut] in _PLAIN_ONSETS and piece[cut:] in _PLAIN_RIMES for cut in range(min(4, len(piece)))
    )
