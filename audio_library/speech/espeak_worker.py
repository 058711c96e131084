# SPDX-License-Identifier: GPL-3.0-or-later
"""Speak with eSpeak NG, as a program of its own: one request per line comes in, framed sound goes out.

    python espeak_worker.py LIBRARY DATA_FOLDER

Standard input: one JSON object per line, {"text", "voice", "words_per_minute", "pitch"}.
Standard output: first one JSON line {"version", "rate_hz"}; then for each request frames of one type byte and
a four-byte big-endian length: "s" sound (signed 16 bit, mono, machine byte order), "e" end, "x" an error in
UTF-8.

This file loads eSpeak NG's library and is therefore under its licence. It imports nothing but Python's
standard library, and nothing imports it.
"""  # fmt: skip

import ctypes
import json
import struct
import sys
from typing import Any, BinaryIO

_RETRIEVAL_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000  # without it the library calls exit(1) on a bad data folder
_TEXT_IS_UTF8 = 1
_BY_CHARACTER = 1
_PARAMETER_PACE = 1
_PARAMETER_PITCH = 3
_KEEP_GOING = 0
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EngineError(Exception):
    """ESpeak NG returned an error code."""


class Engine:
    """The library, initialised once, used by one thread."""

    def __init__(self, library: str, data: str, out: BinaryIO) -> None:
        self._out = out
        self._library = ctypes.CDLL(library)
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._callback = _CALLBACK(self._take)  # kept here: the library holds only a bare pointer
        self.rate_hz = self._library.espeak_Initialize(_RETRIEVAL_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT)
        if self.rate_hz <= 0:
            raise EngineError(f"espeak_Initialize returned {self.rate_hz}")
        self._library.espeak_SetSynthCallback(self._callback)
        self.version = self._library.espeak_Info(None).decode().split()[0]

    def speak(self, request: dict[str, Any]) -> None:
        """Write the sound of one request as frames."""
        voice = str(request["voice"]).encode()
        text = str(request["text"]).replace("\0", " ").encode() + b"\0"
        self._check("espeak_SetVoiceByName", self._library.espeak_SetVoiceByName(voice))
        for parameter, value in (
            (_PARAMETER_PACE, int(request["words_per_minute"])),
            (_PARAMETER_PITCH, int(request["pitch"])),
        ):
            self._check("espeak_SetParameter", self._library.espeak_SetParameter(parameter, value, 0))
        self._check(
            "espeak_Synth",
            self._library.espeak_Synth(text, len(text), 0, _BY_CHARACTER, 0, _TEXT_IS_UTF8, None, None),
        )

    def _check(self, function: str, code: int) -> None:
        if code != 0:
            raise EngineError(f"{function} returned {code}")

    def _take(self, samples: Any, count: int, _events: object) -> int:
        if count > 0:
            frame(self._out, b"s", ctypes.string_at(samples, count * 2))
        return _KEEP_GOING


def frame(out: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one frame."""
    out.write(struct.pack(">cI", kind, len(content)) + content)


def main(library: str, data: str) -> int:
    """Serve requests until standard input ends."""
    out = sys.stdout.buffer
    engine = Engine(library, data, out)
    out.write(json.dumps({"version": engine.version, "rate_hz": engine.rate_hz}).encode() + b"\n")
    out.flush()
    for line in sys.stdin.buffer:
        try:
            engine.speak(json.loads(line))
            frame(out, b"e")
        except (EngineError, KeyError, ValueError) as error:
            frame(out, b"x", str(error).encode())
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
