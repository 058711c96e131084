"""What kind of sound file this is, by its first bytes alone: names and content types are only claims."""

from typing import Literal

Container = Literal["mp3", "wav", "ogg", "flac", "mov", "matroska"]
"""ffmpeg's name of the one reader that will be let near the file."""

HEAD_BYTES = 16

_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"3gp4", b"3gp5"}


_MAGIC: tuple[tuple[int, bytes, Container], ...] = (
    (8, b"WAVE", "wav"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"ID3", "mp3"),
)


def container(head: bytes) -> Container | None:
    """Name the container that these first bytes begin, or None when it is none that we take."""
    if head[4:8] == b"ftyp" and head[8:12] in _AUDIO_BRANDS:
        return "mov"
    for start, magic, name in _MAGIC:
        if head[start : start + len(magic)] == magic and (name != "wav" or head[:4] == b"RIFF"):
            return name
    return "mp3" if _mpeg_layer_3(head) else None


def _mpeg_layer_3(head: bytes) -> bool:
    """Tell whether a frame of MPEG audio layer III begins: sync, version, layer, and rates that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, sampling_rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in {0, 15} and sampling_rate != 3
