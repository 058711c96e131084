"""Typed reading of a parsed object: every field is asked for by kind and bounds, or refused with E01."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from broadcaster.domain.types import Sha256, as_sha256
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.strict_json import MAX_INTEGER

ORDER_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,32}")
HEX_KEY: Final = re.compile(r"[0-9a-f]{64}")
KID: Final = re.compile(r"[0-9a-f]{8}")
NONCE: Final = re.compile(r"[0-9a-f]{16,64}")
URL: Final = re.compile(r"[!-~]{1,512}")
"""Printable ASCII without blanks; a path (`/loa/1/…`) is taken from the controller's own address."""
PATH: Final = re.compile(r"/[!-.0-~][!-~]{0,510}")
"""A path on the controller's own address, and no other host's name (`//host/…`)."""
LINE: Final = re.compile(r"[^\x00-\x1f\x7f]{0,200}")


@dataclass(frozen=True)
class Fields:
    """One JSON object, read field by field. `what` names it in refusals."""

    values: Mapping[str, Any]
    what: str

    def text(self, key: str, form: re.Pattern[str], default: str | None = None) -> str:
        """Return a string that matches `form` as a whole."""
        value = self._given(key, default)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise self._refusal(key, "a text of the right form")
        return value

    def sha(self, key: str) -> Sha256:
        """Return a content name of 64 hexadecimal digits."""
        return as_sha256(self.text(key, HEX_KEY))

    def integer(self, key: str, low: int = 0, high: int = MAX_INTEGER, default: int | None = None) -> int:
        """Return an integer within bounds; 5.0 and true are none."""
        value = self._given(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._refusal(key, f"an integer from {low} to {high}")
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a number within bounds."""
        value = self._given(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise self._refusal(key, f"a number from {low} to {high}")
        return float(value)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false; 0 and 1 are neither."""
        value = self._given(key, default)
        if not isinstance(value, bool):
            raise self._refusal(key, "true or false")
        return value

    def texts(self, key: str, form: re.Pattern[str], most: int) -> tuple[str, ...]:
        """Return a list of at most `most` strings of one form; a missing list is empty."""
        values = self._list(key, most)
        if any(not isinstance(value, str) or not form.fullmatch(value) for value in values):
            raise self._refusal(key, "a list of texts of the right form")
        return tuple(values)

    def objects(self, key: str, most: int) -> Iterator["Fields"]:
        """Yield the objects of a list of at most `most`; a missing list is empty."""
        for value in self._list(key, most):
            if not isinstance(value, dict):
                raise self._refusal(key, "a list of objects")
            yield Fields(value, f"{self.what}.{key}")

    def inner(self, key: str) -> "Fields":
        """Return the object inside; a missing one is empty."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self._refusal(key, "an object")
        return Fields(value, f"{self.what}.{key}")

    def _given(self, key: str, default: object) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise self._refusal(key, "given")
        return value

    def _list(self, key: str, most: int) -> list[Any]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or len(value) > most:
            raise self._refusal(key, f"a list of at most {most}")
        return value

    def _refusal(self, key: str, wanted: str) -> Refused:
        return Refused(Code.ENVELOPE, f"{self.what}.{key} is not {wanted}")
