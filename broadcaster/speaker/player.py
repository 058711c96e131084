"""The door to the sound: what plays a stream, and what it tells while it does."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from broadcaster.speaker.facts import Began, Ended, Over, Play

Tell = Callable[[Began | Ended | Over], None]
PULSE_S: Final = 15.0
"""How often a living player says so: a report leaves with each pulse and with nothing else."""


class Player(Protocol):
    """One speaker's sound. Every piece that began ends with one `Ended`, every stream with one `Over`."""

    def play(self, play: Play) -> None:
        """Make a stream ready; nothing sounds before its instant, nor before it is permitted."""

    def permit(self, name: str, number: int) -> None:
        """Let a piece of a stream sound."""

    def silence(self, name: str) -> None:
        """Stop a stream at once."""

    def hush(self) -> None:
        """Stop every stream at once."""

    def close(self) -> None:
        """Stop everything and let go of the device, for good."""


class Library(Protocol):
    """Where a player finds a sound."""

    def path(self, sha256: str) -> Path:
        """Return its file."""
