"""The little of HTTP/1.1 that a speaker's download needs: a request without a body, read strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_REQUEST_LINE = re.compile(r"([A-Z]{1,16}) (/[!-~]{0,2000}) HTTP/1\.([01])")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*")


class BadRequestError(Exception):
    """What came is no request that we understand: status 400."""


@dataclass(frozen=True)
class Request:
    """One request's line and header fields, the names in lower case."""

    method: str
    target: str
    minor_version: int
    fields: Mapping[str, str]

    @property
    def keeps_alive(self) -> bool:
        """Whether the client means to ask again on the same connection."""
        return self.minor_version == 1 and "close" not in self.fields.get("connection", "").lower()


def parse(head: bytes) -> Request:
    """Read a request's head, up to and including the empty line. Raises BadRequestError.

    A request with a body is refused: nobody has anything to send here, and a length that two readers count
    differently is how requests are smuggled.
    """
    lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    start = _REQUEST_LINE.fullmatch(lines[0])
    if start is None:
        raise BadRequestError("no request line")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        match = _FIELD.fullmatch(line)
        if match is None or match.group(1).lower() in fields:
            raise BadRequestError("a malformed or repeated header field")
        fields[match.group(1).lower()] = match.group(2)
    if "transfer-encoding" in fields or fields.get("content-length", "0") != "0":
        raise BadRequestError("a body")
    return Request(start.group(1), start.group(2), int(start.group(3)), fields)
