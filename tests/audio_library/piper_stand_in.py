"""Enough of piper-tts for our worker to run on: the package needs a voice file that no index carries."""

import sys
import textwrap
from pathlib import Path

_PACKAGE = """
    import array, math
    from dataclasses import dataclass

    @dataclass
    class SynthesisConfig:
        length_scale: float = 1.0

    @dataclass
    class _Chunk:
        audio_int16_bytes: bytes

    class _Config:
        sample_rate = 16000

    class PiperVoice:
        config = _Config()

        @classmethod
        def load(cls, model):
            open(model).close()
            return cls()

        def synthesize(self, text, config):
            for word in text.split():
                count = int(3200 * config.length_scale)
                pitch = 100 + sum(word.encode()) % 400
                wave = (int(9000 * math.sin(2 * math.pi * pitch * at / 16000)) for at in range(count))
                yield _Chunk(array.array("h", wave).tobytes())
"""


def python_with_piper(folder: Path) -> str:
    """Make a Python that finds the stand-in, whatever it is told of isolation; return its path."""
    (folder / "lib" / "piper").mkdir(parents=True)
    (folder / "lib" / "piper" / "__init__.py").write_text(textwrap.dedent(_PACKAGE))
    known = folder / "lib" / "piper_tts-1.8.0.dist-info"
    known.mkdir()
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: piper-tts\nVersion: 1.8.0\n")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nshift\nPYTHONPATH="{folder / "lib"}" exec "{sys.executable}" -P "$@"\n')
    python.chmod(0o755)
    return str(python)


def voice_file(folder: Path) -> Path:
    """Make a voice file with what belongs beside it."""
    model = folder / "ha.onnx"
    model.write_bytes(b"onnx")
    model.with_name("ha.onnx.json").write_text("{}")
    return model
