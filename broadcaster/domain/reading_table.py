"""The dictionary as a table that people edit elsewhere: one reading a line, columns parted by tabs."""

from collections.abc import Iterable

from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import ReadingRegion, ReadingRule

HEADING = ("viết", "đọc", "vùng")
MOST_LINES = 5_000
_REGIONS = {
    "": ReadingRegion.EVERYWHERE,
    "bắc": ReadingRegion.NORTH,
    "nam": ReadingRegion.SOUTH,
}


def read_table(text: str) -> tuple[ReadingRule, ...]:
    """Read a table; blank lines and a heading are passed over, a written form that stands twice counts as last said.

    StationError `table_line` names the first line that cannot be taken and why (`why` is itself a code:
    `columns`, `region`, or what `ReadingRule.check` refuses); `table_long`, `table_empty`.
    """
    found: dict[tuple[str, ReadingRegion], ReadingRule] = {}
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise StationError("table_long", limit=MOST_LINES)
    for number, line in enumerate(lines, start=1):
        columns = [column.strip() for column in line.split("\t")]
        if not any(columns) or (number == 1 and columns[:2] == list(HEADING[:2])):
            continue
        rule = _rule(columns, number)
        found[rule.written, rule.region] = rule
    if not found:
        raise StationError("table_empty")
    return tuple(found.values())


def write_table(rules: Iterable[ReadingRule]) -> str:
    """Write the table that `read_table` reads."""
    names = {region: name for name, region in _REGIONS.items()}
    rows = [HEADING, *((rule.written, rule.spoken, names[rule.region]) for rule in rules)]
    return "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)


def _rule(columns: list[str], number: int) -> ReadingRule:
    if len(columns) not in {2, 3}:
        raise StationError("table_line", line=number, why="columns")
    region = _REGIONS.get(columns[2].lower() if len(columns) == 3 else "")
    if region is None:
        raise StationError("table_line", line=number, why="region")
    rule = ReadingRule(columns[0], columns[1], region)
    try:
        rule.check()
    except StationError as refusal:
        raise StationError("table_line", line=number, why=refusal.code) from refusal
    return rule
