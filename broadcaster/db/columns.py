"""Column types: moments in UTC, and values that the domain spells as text or plain JSON."""

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is a bug and is refused before it reaches the table."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return what is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return what was meant."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


E = TypeVar("E", bound=enum.Enum)
V = TypeVar("V")


class Word(TypeDecorator[E]):
    """A member of an enumeration, stored by its name so that the database reads like the glossary."""

    impl = String(24)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, _dialect: Dialect) -> str | None:
        """Return what is stored."""
        return None if value is None else value.name

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> E | None:
        """Return what was meant."""
        return None if value is None else self.words[value]


class Names(TypeDecorator[tuple[str, ...]]):
    """An ordered list of short names, a tuple in the domain and a JSON list in the table."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> list[str] | None:
        """Return what is stored."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, _dialect: Dialect) -> tuple[str, ...] | None:
        """Return what was meant."""
        return None if value is None else tuple(value)


class Value(TypeDecorator[V]):
    """A frozen value of the domain, stored as the plain JSON that it spells and reads itself."""

    impl = JSON
    cache_ok = False

    def __init__(self, spell: Callable[[V], Any], read: Callable[[Any], V]) -> None:
        super().__init__(none_as_null=True)
        self.spell, self.read = spell, read

    def process_bind_param(self, value: V | None, _dialect: Dialect) -> Any:
        """Return what is stored."""
        return None if value is None else self.spell(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> V | None:
        """Return what was meant."""
        return None if value is None else self.read(value)


PLAIN = JSON()
"""Plain JSON: dictionaries, lists, strings, numbers."""
