"""Counts what is asked of a database: pages and batches must not ask more for each row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from broadcaster.db.session import Memory


@contextmanager
def statements(memory: Memory) -> Iterator[list[str]]:
    """Collect the statements that run inside, by either way into the memory, without those that begin and end."""
    told: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            told.append(statement)

    engines = {memory.engine, memory.reads.kw["bind"]}
    for engine in engines:
        assert isinstance(engine, Engine)
        event.listen(engine, "before_cursor_execute", keep)
    try:
        yield told
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", keep)
