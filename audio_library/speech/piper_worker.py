# SPDX-License-Identifier: GPL-3.0-or-later
"""Speak with Piper, as a program of its own, in the words that `worker.py` describes.

    python piper_worker.py MODEL.onnx

The Python that runs this has piper-tts, which is under the GPL; therefore so is this file, which nothing imports.
Requests are JSON lines {"text", "length_scale"}. Nothing is downloaded: the model and its MODEL.onnx.json are there.
"""  # fmt: skip

import importlib
import json
import struct
import sys
from importlib import metadata
from typing import Any, BinaryIO


def frame(out: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one frame."""
    out.write(struct.pack(">cI", kind, len(content)) + content)


def main(model: str) -> int:
    """Serve requests until standard input ends."""
    piper: Any = importlib.import_module("piper")
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # what libraries print must not fall between the frames
    voice = piper.PiperVoice.load(model)
    hello = {"version": metadata.version("piper-tts"), "rate_hz": voice.config.sample_rate}
    out.write(json.dumps(hello).encode() + b"\n")
    out.flush()
    for line in sys.stdin.buffer:
        try:
            request = json.loads(line)
            text = (
                str(request["text"]).replace("[[", " ").replace("]]", " ")
            )  # these would begin raw phonemes
            wish = piper.SynthesisConfig(length_scale=float(request["length_scale"]))
            for chunk in voice.synthesize(text, wish):
                frame(out, b"s", chunk.audio_int16_bytes)
            frame(out, b"e")
        except Exception as error:  # noqa: BLE001 - whatever a model does, its owner is told and asks again
            frame(out, b"x", f"{type(error).__name__}: {error}".encode())
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
