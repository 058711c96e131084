"""Why a message is refused: one code per rule, in the order in which the rules are tried."""

import enum


class Code(enum.Enum):
    """Stable names of the refusals of LOA/1; the first rule that fails names the refusal."""

    ENVELOPE = "E01"
    """Not an envelope, not strict JSON, or a field that is missing or out of its bounds."""
    UNKNOWN_KEY = "E02"
    """No such key, or one that root has revoked, or one outside its days."""
    SIGNATURE = "E03"
    ADDRESS = "E04"
    """Another site, another device, or a group this device does not belong to."""
    ROLE = "E05"
    """This key may not sign this, or the message insists on something this reader does not know."""
    EPOCH = "E06"
    VERSION = "E07"
    """A lower version, or the same number or id with other content."""
    EXPIRED = "E08"
    """Not yet valid, expired, or a command that the broker had stored."""
    UNTRUSTED_TIME = "E09"
    POLICY = "E11"
    """Quiet hours, windows, minutes a day, gain, or too many new alerts in an hour."""
    SOUND_HASH = "E12"
    NO_SPACE = "E13"
    DECODE = "E14"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """A message that may not be acted on. `why` is for a technician's eyes; `code` is what programs read."""

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(f"{code.value}: {why}")
        self.code = code
        self.why = why
