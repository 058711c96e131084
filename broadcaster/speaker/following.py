"""Following a stream of the station: one thread that reads signed segments and gets back in when it is thrown out."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import BinaryIO, Final

from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.stream import LENGTH_BYTES, Segment

BEFORE_S: Final = 5.0
"""So long before a piece begins its stream is listened to: what is sent then sounds at the first instant."""
AGAIN_S: Final = 1.0
Dial = Callable[[str], BinaryIO]
"""Open a stream by its path; raise DeliveryError."""
Check = Callable[[bytes], tuple[Segment, float]]
"""Open a segment's envelope, and say at which monotonic instant it sounds; raise Refused."""
Take = Callable[[Segment, float, bytes], None]
_log = logging.getLogger(__name__)


class Ways:
    """How a speaker comes to streams: `dial` opens one, `check` tells whether a segment may be believed."""

    def __init__(self, dial: Dial, check: Check) -> None:
        self.dial, self.check = dial, check


class Follower:
    """Listens to the stream at `path` from a while before `from_mono` until `until_mono`, or until `close`.

    `take` is told each segment once, in order, with the monotonic instant at which it sounds, on this thread.
    """

    def __init__(self, ways: Ways, path: str, from_mono: float, until_mono: float, take: Take) -> None:
        self._ways, self._path, self._take = ways, path, take
        self._from_mono, self._until_mono = from_mono, until_mono
        self._newest_ms = 0
        self._ending = threading.Event()
        self.refusal = ""
        """The code of the last refusal, if there was one."""
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more; a thread that waits for the network ends when that answers or gives up."""
        self._ending.set()

    def _run(self) -> None:
        self._ending.wait(max(0.0, self._from_mono - BEFORE_S - time.monotonic()))
        while not self._is_over():
            try:
                with self._ways.dial(self._path) as stream:
                    self._read(stream)
            except Refused as refusal:
                self.refusal = refusal.code.value
                _log.warning("%s: %s", self._path, refusal)
            except (DeliveryError, OSError, ValueError) as trouble:
                _log.info("%s: %s", self._path, trouble)
            self._ending.wait(AGAIN_S)

    def _is_over(self) -> bool:
        return self._ending.is_set() or time.monotonic() >= self._until_mono

    def _read(self, stream: BinaryIO) -> None:
        while not self._is_over():
            length = int.from_bytes(_exactly(stream, LENGTH_BYTES))
            segment, at_mono = self._ways.check(_exactly(stream, length))
            sound = _exactly(stream, segment.size)
            self._believe(segment, sound)
            if segment.at_ms > self._newest_ms:  # connected anew, the newest may come twice
                self._newest_ms = segment.at_ms
                self._take(segment, at_mono, sound)
            if segment.is_last:
                self._ending.set()

    def _believe(self, segment: Segment, sound: bytes) -> None:
        if segment.name != self._path.rpartition("/")[2]:
            raise Refused(Code.ADDRESS, f"a segment of another stream: {segment.name}")
        if hashlib.sha256(sound).hexdigest() != segment.sha256:
            raise Refused(Code.SOUND_HASH, "a segment of another content")


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise DeliveryError("the stream broke off", permanent=False)
    return data
