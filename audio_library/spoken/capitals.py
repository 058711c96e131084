"""Upper-case tokens: abbreviations by the dictionary, Vietnamese words in capitals, the rest spelled."""

import re
from collections.abc import Iterable

from audio_library.spoken.documents import ISSUERS
from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import NUMBER_WORDS, digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import is_syllable, spell

_WORD = r"[^\W_]+"
_TOKEN = re.compile(rf"{_WORD}(?:(?:[&/\-–]|[.,](?=\w)){_WORD}){{0,6}}")
_SEPARATOR = re.compile(r"[&/\-–.,]")
_STANDARD = re.compile(
    r"(?P<name>TCVN|QCVN|TCXDVN|ISO(?:/IEC)?|TCCS|IEC|TCN)[ -]?(?P<number>\d{1,6})(?P<part>(?:-\d{1,3})*)"
    r"(?: ?: ?(?P<year>\d{4}))?(?P<tail>/[A-ZĐ]+)?(?![\w])"
)
_PERIOD = re.compile(
    r"(?P<kind>T(?=[1-9]/|1[0-2]/)|Q(?=[1-4]/))(?P<number>\d{1,2})/(?P<year>20\d\d)(?![\w/])"
)
_CARD_BEFORE = re.compile(r" (?:thẻ|bhyt|bảo hiểm)\b")
_CARD = re.compile(r"(?P<letters>[A-ZĐ]{2}) ?(?P<groups>\d(?: ?\d){9,14})(?! ?\d|\w)")
_BLOOD_BEFORE = re.compile(r" (?:nhóm máu|máu nhóm)\b[^.;]*$")
_BLOOD = re.compile(r"(?P<group>AB|[ABO])(?P<sign>[+\-–])(?!\w)")
_DISTRICT = re.compile(r"(?P<kind>[PQ]|Đ(?=\.))\.? ?(?P<number>\d{1,2})(?!\w|[.,]\d)")
_ADDRESS_BEFORE = re.compile(
    r"(?<!\w)(?:phường|xã|thôn|tổ|khu|thị trấn|thị xã|thành phố|huyện|tp\.|tt\.|tx\.|[pqthx]\.)[^;]*,$"
)
_REGION = re.compile(rf"(?P<kind>[THX])\. ?(?=[{UPPER}])")
_REGIONS = {"T": "tỉnh", "H": "huyện", "X": "xã"}
_NAME_BEFORE = re.compile(
    rf"(?:(?<!\w)[{UPPER}][^\W\d_]* [{UPPER}][^\W\d_]*|(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Ee]m|[Cc]ụ)) $"
)
"""The initial behind a name or "ông" is a person whose name is kept back, not a ward."""
_STREET_BEFORE = re.compile(r" (?:đường|phố|chợ|cầu|thôn|tổ|khu|ấp|xóm)(?: [^\W_]+){1,4}$")
_DISTRICTS = {"P": "phường", "Q": "quận", "Đ": "Điều"}
_LETTERS = re.compile(rf"[{UPPER}]+")
_RUN_BEFORE = re.compile(rf"(?:(?<![^\W_])[{UPPER}]+[ ,\-–\"“”]{{1,3}})*$")
_WORD_BEFORE = re.compile(rf"(?<![\w&/.–-])[{UPPER}]{{2,}} $")
_WORD_AFTER = re.compile(rf" [{UPPER}]{{2,}}(?![\w&/–-])")
_RUN_AFTER = re.compile(rf"(?:[ ,\-–\"“”]{{1,3}}[{UPPER}]+(?![^\W_]))*")
_SERIES = re.compile(
    rf"(?P<first>(?P<name>[{UPPER}]+)(?P<low>\d{{1,4}}))(?P<dash> ?[-–] ?)(?P=name)(?P<high>\d{{1,4}})(?![\w]|[.,]\d)"
)
_COUNTED_BY = re.compile(
    rf"(?:\d(?:(?![hg])[a-zđ])?|(?<!\w)(?:{'|'.join(sorted(NUMBER_WORDS))})(?: [a-zđ])?)$"
)
_WEEKDAYS = re.compile(r"T(?P<first>[2-7]) ?[-–] ?(?P<last>T[2-7]|CN)(?!\w)")
_WEEKDAY = re.compile(r"T[2-7]|CN")
_WEEKDAY_LIST = re.compile(r"T[2-7](?: ?[-–] ?(?:T[2-7]|CN)){2,}(?!\w)")
_BRAND = re.compile(r"(?:[A-Z]?[a-z]{2,}|[a-z])(?:[A-Z][a-z]{2,})+")


def read_standard(passage: Passage, place: int) -> Reading | None:
    """Read TCVN 5945:2005 and ISO 9001:2015 as the standard's name, number and year."""
    match = _STANDARD.match(passage.text, place)
    if match is None:
        return None
    name = " ".join(_known(passage, part) or spell(part) for part in match["name"].split("/"))
    number = match["number"]
    said = digits(number) if number.startswith("0") else passage.say(number)
    said += "".join(f" gạch {digits(part)}" for part in match["part"].split("-") if part)
    if match["year"]:
        said = passage.of_year(said, match["year"])
    end = match.end()
    if match["tail"]:
        issuer = ISSUERS.get(match["tail"][1:])
        said, end = (f"{said} của {issuer}", end) if issuer else (said, match.start("tail"))
    for noun in ("tiêu chuẩn", "quy chuẩn"):
        if passage.before(place).endswith(f" {noun}"):
            name = name.removeprefix(f"{noun} ")
    return Reading(place, end, f"{name} {said}", "standard")


def _known(passage: Passage, written: str) -> str | None:
    found = passage.dictionary.look_up(written, "", "")
    return found[0] if found else None


def read_weekdays(passage: Passage, place: int) -> Reading | None:
    """Read T2-T6 as Monday to Friday, and T3-T5-T7 as three days."""
    several = _WEEKDAY_LIST.match(passage.text, place)
    if several:
        names = (_known(passage, name) or "" for name in _WEEKDAY.findall(several.group()))
        return Reading(place, several.end(), ", ".join(names), "abbreviation")
    match = _WEEKDAYS.match(passage.text, place)
    if match is None:
        return None
    first, last = (_known(passage, name) for name in (f"T{match['first']}", match["last"]))
    return Reading(place, match.end(), f"{first} đến {last}", "abbreviation")


def read_period(passage: Passage, place: int) -> Reading | None:
    """Read T9/2026 and Q2/2026 as a month and a quarter of a year."""
    match = _PERIOD.match(passage.text, place)
    if match is None:
        return None
    noun = "tháng" if match["kind"] == "T" else "quý"
    number = "tư" if noun == "tháng" and match["number"] == "4" else passage.say(match["number"])
    spoken = f"{noun} {number} năm {passage.say(match['year'])}"
    if passage.before(place).endswith(f" {noun}"):
        spoken = spoken.removeprefix(f"{noun} ")
    return Reading(place, match.end(), spoken, "date")


def read_card(passage: Passage, place: int) -> Reading | None:
    """Read HN 4 36 36 1234567890, the number of an insurance card, sign by sign in its groups."""
    match = _CARD.match(passage.text, place)
    if match is None or not _CARD_BEFORE.search(passage.before(place)):
        return None
    groups = ", ".join(digits(group) for group in match["groups"].split())
    return Reading(place, match.end(), f"{spell(match['letters'])} {groups}", "identifier")


def read_blood_group(passage: Passage, place: int) -> Reading | None:
    """Read O+ and A- as groups of blood: a minus that nobody says would be another group."""
    match = _BLOOD.match(passage.text, place)
    if match is None or not _BLOOD_BEFORE.search(passage.before(place)):
        return None
    if _COUNTED_BY.search(passage.heard(place)):
        return None
    rhesus = "cộng" if match["sign"] == "+" else "trừ"
    return Reading(place, match.end(), f"{' '.join(match['group'])} {rhesus}", "blood group")


def read_district(passage: Passage, place: int) -> Reading | None:
    """Read P.5 and Q.1 as ward and district, and Đ.25 as an article."""
    match = _DISTRICT.match(passage.text, place)
    if match is None or ("." not in match.group() and " " in match.group()):
        return None
    return Reading(
        place, match.end(), f"{_DISTRICTS[match['kind']]} {passage.say(match['number'])}", "abbreviation"
    )


def read_region(passage: Passage, place: int) -> Reading | None:
    """Read H. and T. as a district and a province behind the other parts of an address."""
    match = _REGION.match(passage.text, place)
    if match is None or not _ADDRESS_BEFORE.search(passage.before(place)):
        return None
    return Reading(place, match.end(), f"{_REGIONS[match['kind']]} ", "abbreviation")


def read_abbreviation(passage: Passage, place: int) -> Reading | None:
    """Read the longest beginning of a token that the dictionary knows."""
    match = _TOKEN.match(passage.text, place)
    if match is None:
        return None
    token = match.group()
    ends = [len(token), *(cut.start() for cut in reversed(list(_SEPARATOR.finditer(token))))]
    for end in ends:
        reading = _look_up(passage, place, place + end)
        if reading is not None:
            return reading
    return None


def _look_up(passage: Passage, place: int, end: int) -> Reading | None:
    text, dictionary = passage.text, passage.dictionary
    written = text[place:end]
    before = passage.before(place)
    if text[end : end + 1] == "." and f"{written}." in dictionary.entries:
        return _dotted(passage, place, end + 1, before)
    found = dictionary.look_up(written, before, passage.after(end))
    if found is None:
        return None
    spoken, confidence, choices = found
    if (
        text[place - 1 : place] == "("
        and text[end : end + 1] == ")"
        and before.endswith(f" {spoken.lower()}")
    ):
        start = place - 2 if text[place - 2 : place - 1] == " " else place - 1
        return Reading(start, end + 1, "", "explained")
    if is_syllable(written) and len(written) > 1 and stands_in_capitals(passage, place, end):
        if len(written) > 2 and confidence is Confidence.SURE and not written.isascii():
            return None
        choices = tuple(dict.fromkeys((*(choices or (spoken,)), written.lower())))
        return Reading(place, end, spoken, "abbreviation", Confidence.ASK, choices)
    if confidence is Confidence.SURE and text[max(0, place - 2) : place].rstrip(" ").isalpha():
        spoken = _rest(before, spoken)
    return joined(text, Reading(place, end, spoken, "abbreviation", confidence, choices))


def _rest(before: str, spoken: str) -> str:
    """Leave out what stands before an abbreviation already, two words at least: "tiêm chủng TCMR"."""
    words = spoken.split(" ")
    for count in range(len(words) - 1, 1, -1):
        if before.endswith(f" {' '.join(words[:count]).lower()}"):
            return " ".join(words[count:])
    return spoken


def joined(text: str, reading: Reading) -> Reading:
    """Take in the dash behind an abbreviation: a range in "BĐ2-BĐ3", a pause in "UBND-HĐND"."""
    series = _SERIES.match(text, reading.start)
    if series and series.end("first") == reading.end and int(series["low"]) < int(series["high"]):
        return reading._replace(end=series.end("dash"), spoken=f"{reading.spoken} đến ")
    if text[reading.end : reading.end + 1] in "-–" and text[reading.end + 1 : reading.end + 3].isupper():
        return reading._replace(end=reading.end + 1, spoken=f"{reading.spoken}, ")
    return reading


def _dotted(passage: Passage, place: int, end: int, before: str) -> Reading | None:
    """Read "TM." or "TP.": the dot belongs to the abbreviation and falls with it."""
    after = passage.after(end)
    found = passage.dictionary.look_up(passage.text[place:end], before, after)
    alone = len(passage.text[place:end]) == 2
    if alone and _COUNTED_BY.search(passage.heard(place)):
        return None
    if found is None or (alone and found[1] is Confidence.ASK) or (alone and not after[:1].isupper()):
        return None
    if alone and not any(
        entry.fits(before, after) for entry in passage.dictionary.entries[passage.text[place:end]]
    ):
        return None
    if alone and _is_initial(passage, place):
        written = passage.text[place:end]
        return Reading(place, end, written, "abbreviation", Confidence.ASK, (written, found[0]))
    if not after and place and not passage.text[:place].endswith("\n"):
        return Reading(place, end - 1, found[0], "abbreviation", found[1], found[2])
    return Reading(place, end, found[0], "abbreviation", found[1], found[2])


def _is_initial(passage: Passage, place: int) -> bool:
    """Whether a capital stands behind a person's name, or behind "ông"; a name that is spelled out is none."""
    name = _NAME_BEFORE.search(passage.text, max(0, place - 24), place)
    if name is None or _STREET_BEFORE.search(passage.before(place)):
        return False
    return not any(end in passage.said for end in range(name.start() + 1, place))


def stands_in_capitals(passage: Passage, place: int, end: int) -> bool:
    """Whether a token stands among Vietnamese words in capitals, as in a heading."""
    text = passage.text
    before = _RUN_BEFORE.search(text[max(0, place - 40) : place])
    after = _RUN_AFTER.match(text[end : end + 40])
    runs = (_LETTERS.findall(run.group()) if run else [] for run in (before, after))
    return any(_words_in_capitals(passage, words) for words in (reversed(next(runs)), next(runs)))


def _words_in_capitals(passage: Passage, words: Iterable[str]) -> bool:
    """Whether there is a word among them that can be nothing else, before the first that may be something else."""
    for word in words:
        if not is_syllable(word) or word in passage.dictionary.entries:
            return False
        if len(word) > 3 or not word.isascii():
            return True
    return False


def read_unknown(passage: Passage, place: int) -> Reading | None:
    """Spell a token that nothing explains, and ask; words in capitals and names in mixed case pass."""
    match = re.compile(_WORD).match(passage.text, place)
    if match is None:
        return None
    token, end = match.group(), match.end()
    if len(token) < 2 or not token.isalpha():
        return _letters_and_digits(passage, place, match)
    if _BRAND.fullmatch(token) or token[1:].islower():
        return None
    if token.isupper() and is_syllable(token):
        plain = token.isascii() and len(token) <= 3
        if not plain or stands_in_capitals(passage, place, end) or _beside_a_word(passage, place, end):
            return None
    spoken = spell(token)
    return joined(
        passage.text, Reading(place, end, spoken, "spelled", Confidence.ASK, (spoken, token.lower()))
    )


def _beside_a_word(passage: Passage, place: int, end: int) -> bool:
    """Whether another syllable in capitals stands beside a short one ("CHO VAY"): both are words then."""
    before = _WORD_BEFORE.search(passage.text[max(0, place - 10) : place])
    after = _WORD_AFTER.match(passage.text, end)
    beside = [match.group().strip() for match in (before, after) if match]
    return any(is_syllable(word) and word not in passage.dictionary.entries for word in beside)


def _letters_and_digits(passage: Passage, place: int, match: re.Match[str]) -> Reading | None:
    token = match.group()
    if len(token) < 2 or token.isdigit():
        return None
    pieces = re.findall(r"\d+|[^\d]", token)
    spoken = " ".join(
        passage.say(piece) if piece.isdigit() and len(piece) < 4 else " ".join(map(_sign, piece))
        for piece in pieces
    )
    return Reading(place, match.end(), spoken, "spelled", Confidence.ASK, (spoken,))


def _sign(sign: str) -> str:
    return digits(sign) if sign.isdigit() else spell(sign)
