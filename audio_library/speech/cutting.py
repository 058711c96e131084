"""Text in pieces that a voice takes at once; what cannot be spoken is left out."""

from audio_library.spoken import Sentence, sentences
from audio_library.spoken.sentences import LIMIT


def speakable(spoken_text: str, limit: int = LIMIT) -> tuple[Sentence, ...]:
    """Cut spoken text as `sentences` does, drop pieces of mere punctuation, and chop words longer than `limit`."""
    return tuple(
        Sentence(sentence.text[start : start + limit], sentence.pause_ms, sentence.kind)
        for sentence in sentences(spoken_text, limit)
        for start in range(0, len(sentence.text), limit)
        if any(character.isalnum() for character in sentence.text[start : start + limit])
    )
