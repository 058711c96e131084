"""Web and mail addresses: said with "chấm" and "a còng", and in syllables where words are run together."""

import re
from collections.abc import Iterator

from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import spell, split_unmarked

_ENDINGS = "vn|com|org|net|edu|gov|info|io|asia|html|php|pdf"
_SHORT = "bit.ly|zalo.me|t.me|m.me|fb.me|goo.gl|youtu.be|forms.gle".replace(".", r"\.")
_SIGNS = re.compile(
    rf"\.(?:(?:{_ENDINGS}|{_ENDINGS.upper()})(?![^\W\d_])|(?:ly|me|gl|be|gle)/)"
    r"|@(?=\w)|https?://|HTTPS?://|www\.|WWW\."
)
_ADDRESS = re.compile(
    rf"https?://[!-~]*|(?:{_SHORT})/[!-~]*|www\.[!-~]*|[\w.+-]+@\w[\w-]*(?:\.[\w-]+)*|@[a-z][\w.-]{(3,)}"
    r"|[a-z0-9][\w-]*(?:\.[\w-]+)*\.(?:vn|com|org|net|edu|gov|info|io|asia)(?!\w)(?:/[!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_EDGE = " \n\t\"'“”‘’()<>[]{},;|*"
_EDGES = re.compile(f"[{re.escape(_EDGE)}]")
_PARTS = re.compile(r"[a-zA-Z]+|\d|[^a-zA-Z\d]")
_SAID = {
    "www": "vê kép vê kép vê kép",
    "http": "hát tê tê pê",
    "https": "hát tê tê pê ét",
    "gov": "gờ ô vê",
    "vn": "vê nờ",
    "com": "com",
    "edu": "e đu",
    "org": "oóc",
    "net": "nét",
    "ubnd": "u bê nờ đê",
    "hdnd": "hát đê nờ đê",
    "congan": "công an",
    "fb": "ép bê",
    "dvc": "đê vê xê",
    "vneid": "vê nờ i đê",
    "zalo": "za-lô",
    "html": "hát tê em lờ",
    "gmail": "gờ-meo",
}
_SIGNS_SAID = {
    ".": "chấm",
    "@": "a còng",
    "/": "gạch chéo",
    "-": "gạch ngang",
    "_": "gạch dưới",
    ":": "hai chấm",
}
_MORE_SIGNS = {
    "?": "chấm hỏi",
    "=": "bằng",
    "&": "và",
    "%": "phần trăm",
    "#": "thăng",
    "+": "cộng",
    "~": "ngã",
}


def addresses(passage: Passage) -> Iterator[Reading]:
    """Every web or mail address of a passage, from left to right."""
    text, done = passage.text, 0
    for sign in _SIGNS.finditer(text):
        if sign.start() < done:
            continue
        start, end = _window(text, sign.start(), done)
        address = _address_at(text, sign.start(), start, end)
        if address:
            written = address.group().rstrip(".:!?…/")
            done = address.start() + len(written)
            yield spoken_address(address.start(), done, written)
        elif sign.group().startswith(".") and not sign.group().endswith("/"):
            done = sign.end()
            yield spoken_address(sign.start(), done, sign.group())


def _address_at(text: str, place: int, start: int, end: int) -> re.Match[str] | None:
    """Find the address around a sign; it does not begin in the middle of a word."""
    address = _ADDRESS.search(text, start, end)
    if (
        address
        and address.end() > place
        and not text[max(0, address.start() - 1) : address.start()].isalnum()
    ):
        return address
    return _ADDRESS.match(text, place, end)


def _window(text: str, place: int, done: int) -> tuple[int, int]:
    """Find the edges of what is written together around a place."""
    start = place
    while start > done and text[start - 1] not in _EDGE and place - start < 80:
        start -= 1
    edge = _EDGES.search(text, place + 1, place + 2000)
    return start, edge.start() if edge else min(len(text), place + 2000)


def spoken_address(start: int, end: int, written: str) -> Reading:
    """Say an address, or what is left of one."""
    words, sure = [], True
    address = re.sub(r"^https?://", "", written)
    for part in _PARTS.findall(address or written):
        known = _SAID.get(part.lower()) or _SIGNS_SAID.get(part) or _MORE_SIGNS.get(part)
        if known:
            words.append(known)
        elif part.isdigit():
            words.append(digits(part))
        elif part.isalpha():
            syllables = _syllables(part.lower())
            sure = sure and syllables is not None
            words += syllables or [part.lower() if _can_be_said(part) else spell(part)]
    spoken = " ".join(words)
    return Reading(
        start,
        end,
        spoken,
        "address",
        Confidence.ASSUMED if sure else Confidence.ASK,
        () if sure else (spoken,),
    )


def _syllables(part: str) -> list[str] | None:
    """Cut letters into syllables, behind an abbreviation that is known."""
    known = next((name for name in _SAID if part.startswith(name) and len(name) > 2), "")
    rest = split_unmarked(part[len(known) :]) if known else None
    return [_SAID[known], *rest] if rest else split_unmarked(part)


def _can_be_said(part: str) -> bool:
    return bool(re.search(r"[aeiouy]", part.lower())) and len(part) > 3


_HASHTAG = re.compile(r"(?<![\w#&/])#(?P<name>\w*[^\W\d_]\w*)")
_TAG_PARTS = re.compile(r"\d+|[^\W\d_]+")


def hashtags(passage: Passage) -> Iterator[Reading]:
    """Every hashtag: nobody knows which words it was glued from, so somebody must say."""
    for match in _HASHTAG.finditer(passage.text) if "#" in passage.text else ():
        words: list[str] = []
        for part in _TAG_PARTS.findall(match["name"]):
            words += (
                [passage.say(part[:15])] if part.isdigit() else split_unmarked(part.lower()) or [part.lower()]
            )
        spoken = " ".join(words)
        yield Reading(*match.span(), spoken, "hashtag", Confidence.ASK, (spoken, f"thăng {spoken}"))
