"""The little of HTTP/1.1 that a speaker needs: downloads without a body, and one short question, read strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_BODY = 1_024
_REQUEST_LINE = re.compile(r"([A-Z]{1,16}) (/[!-~]{0,2000}) HTTP/1\.([01])")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,3}")
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
    def body_bytes(self) -> int:
        """How many bytes follow the head."""
        return int(self.fields.get("content-length", "0"))

    @property
    def keeps_alive(self) -> bool:
        """Whether the client means to ask again on the same connection."""
        return self.minor_version == 1 and "close" not in self.fields.get("connection", "").lower()


def parse(head: bytes) -> Request:
    """Read a request's head, up to and including the empty line. Raises BadRequestError.

    Only a POST may have a body, of at most MAX_BODY bytes, told once and in plain digits: a length that two readers
    count differently is how requests are smuggled.
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
    length = fields.get("content-length", "0")
    if "transfer-encoding" in fields or not _LENGTH.fullmatch(length) or int(length) > MAX_BODY:
        raise BadRequestError("a body of unknown or too great length")
    if length != "0" and start.group(1) != "POST":
        raise BadRequestError("a body")
    return Request(start.group(1), start.group(2), int(start.group(3)), fields)
