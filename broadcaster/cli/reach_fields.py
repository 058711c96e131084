"""What the input of `broadcaster reach estimate` is made of: strict blocks, shares, names, numbers with bounds."""

import unicodedata
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from broadcaster.cli.reach_refusals import wrong
from broadcaster.reach.uncertainty import Span

Count = Annotated[int, Field(ge=0, le=100_000)]
Residents = Annotated[int, Field(ge=0, le=100_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(max_length=200)]


class Block(BaseModel):
    """A JSON object that takes no field it does not know and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class SpanInput(Block):
    """A number with the bounds it is believed to lie in; the bounds default to those of the quantity."""

    typical: Share
    low: Share | None = None
    high: Share | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.low, self.high
        if (low is not None and low > self.typical) or (high is not None and high < self.typical):
            raise wrong("order", low=low, typical=self.typical, high=high)
        return self

    def around(self, default: Span) -> Span:
        """Return the span, its open ends those of the default or wide enough to hold the typical value."""
        low = min(default.low, self.typical) if self.low is None else self.low
        high = max(default.high, self.typical) if self.high is None else self.high
        return Span(low, self.typical, high)


def _number_or_span(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"typical": value} if is_number else value


Spread = Annotated[SpanInput, BeforeValidator(_number_or_span)]


def once_each(names: Iterable[str], path: str) -> None:
    """Refuse where two of the `names` at `path` are one to a reader: by letters, blanks or capitals alone."""
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        known = seen.setdefault(" ".join(unicodedata.normalize("NFC", name).casefold().split()), index)
        if name.strip() and known != index:
            raise wrong("repeated_name", f"{path}[{index}].name", name=name, first=f"{path}[{known}]")
