"""Official Vietnamese as it is read aloud: the words that the voice says and an approver signs."""

from audio_library.spoken.dictionary import STANDARD, Dictionary
from audio_library.spoken.marks import Confidence, Mark, Region, SpokenForm
from audio_library.spoken.reader import read
from audio_library.spoken.sentences import Kind, Sentence, sentences

__all__ = [
    "STANDARD",
    "Confidence",
    "Dictionary",
    "Kind",
    "Mark",
    "Region",
    "Sentence",
    "SpokenForm",
    "read",
    "sentences",
]
