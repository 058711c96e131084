"""Keeps every source going that is wanted now, writes down how each is doing, and ends what must end."""

import io
import time
from datetime import datetime, timedelta
from functools import partial

from broadcaster.adapters.stream_source import read_stream
from broadcaster.bootstrap import Station
from broadcaster.domain.live_talk import MICROPHONE_LOST, SPEECH_HZ, LiveTalk
from broadcaster.domain.relay_station import RelayStation
from broadcaster.domain.stream import LIVE, StreamWatch, is_live, stream_name
from broadcaster.domain.types import new_id
from broadcaster.services import live, relays, streams
from broadcaster.services.streams import Wanted
from broadcaster.workers.stream_job import Patience, StreamJob

_LOOK = timedelta(seconds=1)
_LARGEST = 40_000_000


class Streamer:
    """One pull for each source, however many speakers listen."""

    name = "streamer"

    def __init__(self, station: Station, *, patience: Patience = Patience()) -> None:  # noqa: B008 - frozen
        self._station, self._site, self._patience = station, station.commune.code, patience
        self._jobs: dict[str, StreamJob] = {}
        self._told: dict[str, StreamWatch] = {}
        self._is_new = True

    def step(self, now: datetime) -> datetime:
        """Begin what is due, stop what is over, tell how all are doing."""
        self._end_talk(now)
        with self._station.memory.reads() as session:
            wanted = {each.address: each for each in streams.wanted(session, self._site, now=now)}
            allowed = relays.allowed(session, self._site)
        for address in list(self._jobs):
            if address not in wanted or not (is_live(address) or address in allowed):
                self._jobs[address].stop()
        for address, source in wanted.items():
            if address not in self._jobs and (is_live(address) or address in allowed):
                self._begin(source, allowed.get(address), now)
        self._tell(now)
        self._settle(now)
        return now + _LOOK

    def close(self) -> None:
        """End every source."""
        for job in self._jobs.values():
            job.stop()
        for job in self._jobs.values():
            job.join(1.0)

    def _begin(self, source: Wanted, relay: RelayStation | None, now: datetime) -> None:
        with self._station.memory.writes.begin() as session:
            watch = streams.begin(session, self._site, source, now=now)
            session.flush()
            session.expunge(watch)
        if relay is not None:
            self._jobs[source.address] = StreamJob(
                self._station,
                watch,
                lambda is_wanted: read_stream(relay, is_wanted=is_wanted),
                patience=self._patience,
            )
        else:
            pieces = partial(self._station.microphones.pieces, source.address.removeprefix(LIVE))
            self._jobs[source.address] = StreamJob(
                self._station, watch, lambda is_wanted: pieces(is_wanted=is_wanted), raw_rate_hz=SPEECH_HZ
            )

    def _tell(self, now: datetime) -> None:
        """Write down what has changed, and forget jobs that are over."""
        watches = {address: job.watch for address, job in self._jobs.items()}
        fresh = [watch for address, watch in watches.items() if self._told.get(address) != watch]
        for watch in fresh:
            self._told[watch.address] = watch
        if fresh or self._is_new:
            self._is_new = False
            with self._station.memory.writes.begin() as session:
                streams.tell(session, [_seen(watch, now) for watch in fresh])
                streams.end_forgotten(session, self._site, {each.id for each in watches.values()}, now=now)
        for address in [address for address, job in self._jobs.items() if not job.is_alive]:
            del self._jobs[address]
            self._told.pop(address, None)

    def _end_talk(self, now: datetime) -> None:
        with self._station.memory.reads() as session:
            talk = live.open_or_overdue(session, self._site)
        if talk is None:
            return
        job = self._jobs.get(talk.address)
        quiet_s = time.monotonic() - job.heard_mono if job else 0.0
        lost = quiet_s > MICROPHONE_LOST.total_seconds() and now > talk.starts_at
        with self._station.memory.writes.begin() as session:
            live.end_by_itself(session, talk.id, microphone_lost=lost, now=now)

    def _settle(self, now: datetime) -> None:
        with self._station.memory.reads() as session:
            over = live.unsettled(session, self._site, now=now)
        for talk in over:
            if talk.address in self._jobs:
                continue  # its last word is not on the shelf yet
            recording_id = self._keep(talk)
            with self._station.memory.writes.begin() as session:
                live.settle(session, talk.id, recording_id, now=now)
            self._station.streams.discard(stream_name(talk.address))
            self._station.microphones.discard(talk.id)

    def _keep(self, talk: LiveTalk) -> str | None:
        """Receive the recording, from the first word on, and return its name; None where nothing was said."""
        begun_ms = int(talk.starts_at.timestamp() * 1_000)
        sound = b"".join(self._station.streams.sounds(stream_name(talk.address), begun_ms))
        if not sound:
            return None
        recording_id = new_id()
        self._station.uploads.receive(recording_id, io.BytesIO(sound), most_bytes=_LARGEST)
        return recording_id


def _seen(watch: StreamWatch, now: datetime) -> StreamWatch:
    watch.seen_at = now
    return watch
