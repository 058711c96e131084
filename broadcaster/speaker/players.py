"""The players there are, made for a speaker: silent, sounding, listened at."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from broadcaster.speaker.ear import EarLog, EarPlayer
from broadcaster.speaker.facts import Pulse
from broadcaster.speaker.metronome import Metronome
from broadcaster.speaker.pcm import Decoder
from broadcaster.speaker.player import PULSE_S, Player, Tell
from broadcaster.speaker.seat import Seat
from broadcaster.speaker.silent import SilentPlayer
from broadcaster.speaker.sinks import ProgramSink, Sink, WavSink, sound_command
from broadcaster.speaker.sound import SoundPlayer

MakePlayer = Callable[[Seat, Metronome, Tell], Player]


def silent(seat: Seat, metronome: Metronome, tell: Tell) -> Player:
    """Make a player without a sound card; the metronome, which gives it its instants, says that it lives."""

    def beat(at: float) -> None:
        seat.tell(Pulse(0))
        metronome.at(at + PULSE_S, lambda: beat(at + PULSE_S))

    first = time.monotonic() + random.uniform(0.5, PULSE_S)  # noqa: S311 - no secret: many shall not speak as one
    metronome.at(first, lambda: beat(first))
    return SilentPlayer(metronome, tell, seat.ways)


def sounding(sink: Callable[[Seat, str], Sink], ffmpeg: str | None) -> MakePlayer:
    """Make players that really sound, each stream into what `sink` opens for its order."""

    def player(seat: Seat, _metronome: Metronome, tell: Tell) -> Player:
        decoder = Decoder(seat.cache, ffmpeg)
        return SoundPlayer(
            decoder, lambda name: sink(seat, name), tell, lambda: seat.tell(Pulse(0)), seat.ways
        )

    return player


def wav_sink(folder: Path) -> Callable[[Seat, str], Sink]:
    """Keep each order of each speaker as a file of its own."""
    return lambda seat, name: WavSink(folder / f"{seat.identity.device} {name.replace(':', '_')}.wav")


def sound_card() -> Callable[[Seat, str], Sink]:
    """Play through the program that is here; raise FileNotFoundError where there is none."""
    command = sound_command()
    return lambda _seat, _name: ProgramSink(command)


def listened_at(log: EarLog, make: MakePlayer) -> MakePlayer:
    """Make players that are listened at; all of them write into one log."""

    def player(seat: Seat, metronome: Metronome, tell: Tell) -> Player:
        return EarPlayer(seat.identity.device, log, tell, lambda heard: make(seat, metronome, heard))

    return player
