"""Live speech on its way from the browser: numbered pieces of samples, each a file, until they are made audible."""

import contextlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from broadcaster.domain.live_talk import LARGEST_PIECE

_LOOK_S: Final = 0.1
_PATIENCE_S: Final = 2.0
"""So long a missing piece is waited for while later ones are there."""
_NAME: Final = re.compile(r"[0-9a-f]{20}")


class Microphones:
    """A folder with one folder for each talk. Pages write, one worker reads."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, talk_id: str, number: int, samples: bytes) -> None:
        """Keep a piece; said twice it is kept once. Raises ValueError for what is no piece."""
        if not 0 <= number < 10**8 or not 0 < len(samples) <= LARGEST_PIECE or len(samples) % 2:
            raise ValueError(f"piece {number} of {len(samples)} bytes")
        folder = self._folder(talk_id)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{number:08}.part"
        part.write_bytes(samples)
        part.replace(folder / f"{number:08}.pcm")

    def pieces(self, talk_id: str, *, is_wanted: Callable[[], bool]) -> Iterator[bytes]:
        """Yield the pieces in order as they come, each once, until `is_wanted` says no and nothing is left."""
        newest, lacking_since = -1, 0.0
        while True:
            going = is_wanted()  # asked first: what came before the end is still said
            fresh = [each for each in self._waiting(talk_id) if each > newest]
            if not fresh:
                if not going:
                    return
                lacking_since = 0.0
                time.sleep(_LOOK_S)
                continue
            if fresh[0] != newest + 1 and going:
                lacking_since = lacking_since or time.monotonic()
                if time.monotonic() - lacking_since < _PATIENCE_S:
                    time.sleep(_LOOK_S)
                    continue
            newest, lacking_since = fresh[0], 0.0
            path = self._folder(talk_id) / f"{newest:08}.pcm"
            samples = path.read_bytes()
            path.unlink()
            yield samples

    def discard(self, talk_id: str) -> None:
        """Forget what is left of a talk."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._folder(talk_id))

    def _waiting(self, talk_id: str) -> list[int]:
        with contextlib.suppress(FileNotFoundError):
            return sorted(int(path.stem) for path in self._folder(talk_id).glob("*.pcm"))
        return []

    def _folder(self, talk_id: str) -> Path:
        if not _NAME.fullmatch(talk_id):
            raise ValueError(f"not the name of a talk: {talk_id!r}")
        return self._root / talk_id
