"""What can go wrong with sounds, told so that a station can pass it on. Anything else raised is a bug."""


class SoundError(Exception):
    """Something about a sound that somebody can act on.

    `code` is stable and names what happened; `facts` fill the sentence in which a page tells it.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class StoreError(SoundError):
    """The store cannot keep or give a sound: `store_full`, `unknown_sound`."""


class VoiceError(SoundError):
    """A voice did not speak a sentence.

    `voice_missing`, `_unreachable`, `_timeout`, `_refused`, `_crashed`, `_text_too_long`;
    or what came back was no speech: `voice_not_sound`, `voice_silent`, `voice_implausible`.
    """


class MixingError(SoundError):
    """No sound could be made: `nothing_to_say`, `no_voice`, `silent_sound`, `ffmpeg_missing` or `_failed`."""


class IntakeError(SoundError):
    """An uploaded file is not taken: see `audio_library.intake` for the codes."""
