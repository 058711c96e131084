"""Document numbers: 1169/QĐ-TTg, 57-NQ/TW, 39/2020/TT-BTTTT, and what their symbols say.

Symbols follow Nghị định 30/2020/NĐ-CP (state) and Quy định 66-QĐ/TW (party); the tables are in documents.tsv.
"""

import re

from audio_library.spoken.dictionary import rows
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import spell

TYPES: dict[str, str] = {}
ISSUERS: dict[str, str] = {}
OFFICES: dict[str, str] = {}
for _symbol, _kind, _spoken in rows("documents.tsv"):
    {"type": TYPES, "issuer": ISSUERS, "office": OFFICES}[_kind][_symbol] = _spoken

_PART = r"[A-ZĐƯ][A-Za-zĐđƯư0-9&]*"
_NUMBERED = re.compile(
    rf"(?P<number>\d{{1,5}})(?:\.(?P<part>\d{{1,2}})(?=/))?(?P<letter>[a-zđA-ZĐ]?)"
    rf"(?: ?/ ?(?P<year>(?:19|20)\d\d))? ?[-/–] ?"
    rf"(?P<symbol>{_PART}(?: ?[-/–] ?{_PART}){{0,4}})"
)
_OF_A_YEAR = re.compile(r"(?P<number>\d{1,4})/(?P<year>(?:19|20)\d\d)(?![\d/])")
_SEPARATOR = re.compile(r" ?[-/–] ?")
_TERM = re.compile(r"(?P<body>UBTVQH|QH|HĐND|UBND)(?P<term>\d{1,2})")
_PARTY = re.compile(
    rf"(?P<office>{'|'.join(sorted(OFFICES, key=len, reverse=True))})(?P<body>TU|TW|TƯ|ĐU|HU)"
)
_NOUNS = tuple(
    f" {noun}"
    for noun in (
        *(spoken.lower() for spoken in TYPES.values()),
        *[
            "luật",
            "bộ luật",
            "văn bản",
            "chương trình hành động",
            "quyết định",
            "kế hoạch phối hợp",
            "hướng dẫn",
            "thông tri",
        ],
        *(symbol.lower() for symbol in TYPES if len(symbol) > 1),
    )
)
_FORMS = (" mẫu", " mẫu số", " biểu", " biểu số", " biểu mẫu")
_NUMBER_WORD = re.compile(r"(?<![^\W\d_])[Ss][ốỐ]:? *\Z")
_DATE = (
    r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{1,2} tháng \d{1,2}(?: năm |/)\d{4}|\d{1,2}/\d{1,2})"
)
_ISSUER_SAID = re.compile(rf"\s*(?:,?\s*\(?(?:ban hành )?ngày {_DATE}\)?)?\s*,?\s*(?:của|do)\b")
_OTHER_NUMBER = re.compile(r"\d ?[-/–] ?[a-zđ]{2}")
_CLAUSE = re.compile(r"[.;\n](?=\s|$)")


def read_number(passage: Passage, place: int) -> Reading | None:
    """Read "1169/QĐ-TTg" as number, type and issuer, each said only where the text does not say it anyway."""
    match = _NUMBERED.match(passage.text, place)
    if match is None:
        return None
    parts = _SEPARATOR.split(match["symbol"])
    if parts[0] not in TYPES and not _issuer(passage, parts[0]) and not _is_called_a_document(passage, place):
        return None
    if _ends_in_a_word(match["symbol"]):
        return None
    return _spoken_number(passage, match, parts)


def _ends_in_a_word(symbol: str) -> bool:
    return any(part[1:].islower() and part not in TYPES for part in _SEPARATOR.split(symbol))


def _spoken_number(passage: Passage, match: re.Match[str], parts: list[str]) -> Reading:
    start, end = match.span()
    confidence = Confidence.SURE
    kind, issuing = _kind_and_issuing(passage, parts)
    issuers = []
    for part in issuing:
        issuer = _issuer(passage, part)
        if issuer is None:
            confidence, issuer = Confidence.ASK, spell(part)
        issuers.append(issuer)
    number = passage.say(match["number"]) + (f" {match['letter']}" if match["letter"] else "")
    number += f" chấm {passage.say(match['part'])}" if match["part"] else ""
    start, lead = _lead(passage, start, kind) if kind else (start, "")
    if match["number"].startswith("0") and passage.before(start).endswith(" đề án"):
        lead, number = "", digits(match["number"])
    elif match["number"].startswith("0") and passage.before(start).endswith(_FORMS):
        number = digits(match["number"])
    if match["year"]:
        number = passage.of_year(number, match["year"])
    said = _ISSUER_SAID.match(passage.text, end) or _issuer_stands_before(passage, start, parts, issuers)
    joint = " của " if kind else ", "
    issuer_words = "" if said or not issuers else f"{joint}{' và '.join(issuers)}"
    if said:
        confidence = Confidence.SURE
    spoken = f"{lead}{number}{issuer_words}"
    return Reading(
        start,
        end,
        spoken,
        "document",
        confidence,
        (spoken, f"{lead}{number}") if confidence is Confidence.ASK else (),
    )


def _kind_and_issuing(passage: Passage, parts: list[str]) -> tuple[str, list[str]]:
    """Tell what the document is, and which parts of its symbol name who issued it."""
    if parts[0] in TYPES and len(parts) == 1:
        return TYPES[parts[0]], []
    if parts[0] in TYPES:
        return TYPES[parts[0]], [part for part in parts[1:] if part not in {"VX", "TH"} or part in ISSUERS]
    if parts[0].startswith("QH") and parts[0][2:].isdigit():
        return "Luật", parts[:1]
    if _issuer(passage, parts[0]) is None:
        return "", parts
    # An official letter carries its issuer first and the drafting section after it, which nobody says.
    return "Công văn", parts[:1]


def _issuer(passage: Passage, symbol: str) -> str | None:
    if symbol == "TU":
        return passage.dictionary.entries["TU"][0].spoken
    if symbol in ISSUERS:
        return ISSUERS[symbol]
    term = _TERM.fullmatch(symbol)
    if term:
        return f"{ISSUERS[term['body']]} khóa {passage.say(term['term'])}"
    party = _PARTY.fullmatch(symbol)
    if party:
        body = _issuer(passage, party["body"])
        return f"{OFFICES[party['office']]} {body}"
    return None


def _lead(passage: Passage, start: int, kind: str) -> tuple[int, str]:
    """Tell where the reading begins and what leads to the number: type and "số" where the text lacks them."""
    window = passage.text[max(0, start - 12) : start]
    numbered = _NUMBER_WORD.search(window)
    number_start = start - (len(window) - numbered.start()) if numbered else start
    before = passage.before(number_start).rstrip(" :")
    clause = _CLAUSE.split(before)[-1]
    if before.endswith(_NOUNS) or _is_named(f"{clause} ", f" {kind.lower()} "):
        return start, "" if numbered else "số "
    if kind == "Luật" and " luật " in clause:
        return start, "" if numbered else "số "
    return number_start, f"{kind} số "


def _is_named(clause: str, kind: str) -> bool:
    """Whether a clause names the type of its next document, with no other document's number between."""
    _, named, rest = clause.rpartition(kind)
    return bool(named) and not _OTHER_NUMBER.search(rest)


def _is_called_a_document(passage: Passage, place: int) -> bool:
    before = passage.before(place)
    return before.endswith((*_NOUNS, " số", " số:"))


def _issuer_stands_before(passage: Passage, start: int, parts: list[str], issuers: list[str]) -> bool:
    """Whether the sentence began with its issuer: "UBND xã ban hành Kế hoạch số …"."""
    clause = _CLAUSE.split(passage.text[max(0, start - 90) : start])[-1]
    if "ban hành" not in clause:
        return False
    names = (*parts[1:], *issuers)
    return any(re.search(rf"{re.escape(name)}.{{0,40}}ban hành", clause) for name in names)


def read_of_a_year(passage: Passage, place: int) -> Reading | None:
    """Read "Nghị định 49/2024" without a symbol: the second number is a year after a document's name only."""
    match = _OF_A_YEAR.match(passage.text, place)
    if match is None:
        return None
    before = passage.before(place).rstrip(" :")
    numbered = before.endswith(" số")
    noun = before.removesuffix(" số") if numbered else before
    if not (
        noun.endswith(_NOUNS) or (numbered and any(known in noun for known in (" luật ", " nghị quyết ")))
    ):
        return None
    lead = "" if numbered else "số "
    spoken = f"{lead}{passage.of_year(passage.say(match['number']), match['year'])}"
    return Reading(place, match.end(), spoken, "document")
