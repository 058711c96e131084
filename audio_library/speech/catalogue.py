"""Which voices a station has, and in which order they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_library.speech.espeak import EspeakSettings, EspeakVoice
from audio_library.speech.voice import Region, Voice


@dataclass(frozen=True)
class VoiceSettings:
    """What the technician set. `words_per_minute` is eSpeak's pace."""

    words_per_minute: int = 150
    espeak_variant: str = ""


class Catalogue:
    """The voices by a short key; `chain` gives the order in which they are asked for one bulletin."""

    def __init__(self, online: Sequence[tuple[str, Voice]], offline: dict[Region, Voice]) -> None:
        self._preferred = dict(online)
        self._offline = offline

    def keys(self) -> tuple[str, ...]:
        """Name every voice that may be asked for."""
        return (*self._preferred, "espeak")

    def chain(self, key: str | None, region: Region) -> tuple[Voice, ...]:
        """Return the asked voice, or all in their order, with the offline voice of the region always last.

        Raise ValueError for a key that is not in `keys`.
        """
        offline = self._offline[region]
        if key is None:
            return (*self._preferred.values(), offline)
        if key == "espeak":
            return (offline,)
        if key not in self._preferred:
            raise ValueError(f"no such voice: {key!r}; there are {', '.join(self.keys())}")
        return (self._preferred[key], offline)

    def close(self) -> None:
        """Let go of every voice's processes and connections."""
        for voice in (*self._preferred.values(), *self._offline.values()):
            voice.close()


def catalogue(settings: VoiceSettings) -> Catalogue:
    """Set up the voices that these settings ask for; none of them is started or called yet."""
    offline: dict[Region, Voice] = {
        region: EspeakVoice(
            EspeakSettings(
                region=region, words_per_minute=settings.words_per_minute, variant=settings.espeak_variant
            )
        )
        for region in ("north", "central", "south")
    }
    return Catalogue([], offline)
