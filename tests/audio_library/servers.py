"""Servers on 127.0.0.1 that answer as the voices' real ones do, and as those do on a bad day."""

import base64
import contextlib
import datetime as dt
import json
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audio_library.ffmpeg import FFmpeg
from tests.audio_library.making import made

Answer = tuple[int, str, bytes]


@dataclass
class Mood:
    """How the servers behave just now, and what they were asked. `spoil_after` good answers, the mood turns."""

    mood: str = "good"
    texts: list[str] = field(default_factory=list)
    requests: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    spoil_after: int | None = None
    then: str = "error"
    awake: threading.Event = field(default_factory=threading.Event)

    def now(self) -> str:
        if self.spoil_after is not None and len(self.texts) > self.spoil_after:
            return self.then
        return self.mood


class Sounds:
    """Makes what a server says: a tone as long as the words would take, coded as asked."""

    def __init__(self, ffmpeg: FFmpeg, folder: Path) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder

    def speech(self, text: str, form: str, *, silent: bool = False, seconds: float | None = None) -> bytes:
        lasts = seconds or 0.3 * max(1, len(text.split()))
        source = f"anullsrc=r=24000:d={lasts}" if silent else f"sine=r=24000:d={lasts}"
        path = self._folder / f"{silent}-{lasts:.2f}.{form}"
        if not path.exists():
            made(self._ffmpeg, path, source, "-t", str(lasts), "-ac", "1")
        return path.read_bytes()

    def content(self, text: str, mood: str, form: str) -> bytes:
        bodies: dict[str, Callable[[], bytes]] = {
            "good": lambda: self.speech(text, form),
            "page": lambda: b"<!DOCTYPE html><html><title>Sorry</title>unusual traffic</html>",
            "silence": lambda: self.speech(text, form, silent=True),
            "endless": lambda: self.speech(text, form, seconds=100),
            "empty": lambda: b"",
            "broken": lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(2000),
        }
        return bodies[mood]()


def speech_server(sounds: Sounds, mood: Mood) -> type[BaseHTTPRequestHandler]:
    """Return a handler that speaks `POST /v1/audio/speech`."""

    class Handler(_Quiet):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            mood.requests.append({"path": self.path, **asked})
            mood.headers.append(dict(self.headers.items()))
            mood.texts.append(asked["input"])
            self.answer(mood.now(), asked["input"])

        def answer(self, now: str, text: str) -> None:
            if now == "slow":
                mood.awake.wait(20)
            if now == "redirect":
                self.reply(302, "text/plain", b"", {"Location": "http://127.0.0.1:1/stolen"})
            elif now in {"error", "refused"}:
                self.reply(
                    {"error": 503, "refused": 401}[now], "application/json", b'{"error": {"message": "no"}}'
                )
            else:
                self.reply(200, "audio/wav", sounds.content(text, "good" if now == "slow" else now, "wav"))

    return Handler


def translate_server(sounds: Sounds, mood: Mood) -> type[BaseHTTPRequestHandler]:
    """Return a handler that answers gTTS as translate.google.com does."""

    class Handler(_Quiet):
        def do_POST(self) -> None:
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            text = json.loads(json.loads(form["f.req"][0])[0][0][1])[0]
            mood.texts.append(text)
            now = mood.now()
            if now == "slow":
                mood.awake.wait(20)
            if now in {"error", "refused"}:
                self.reply({"error": 503, "refused": 429}[now], "text/html", b"<html>sorry</html>")
            elif now in {"page", "empty"}:
                self.reply(200, "text/html", sounds.content(text, now, "mp3"))
            else:
                content = sounds.content(text, "good" if now == "slow" else now, "mp3")
                inner = json.dumps([base64.b64encode(content).decode()])
                line = json.dumps(
                    [["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":")
                )
                self.reply(200, "application/json", b")]}'\n\n" + line.encode() + b"\n")

    return Handler


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def reply(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        with contextlib.suppress(OSError):  # a client that no longer waits
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a free port; lend the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def intercepting(handler: type[BaseHTTPRequestHandler], folder: Path) -> type[BaseHTTPRequestHandler]:
    """Return a proxy that takes every CONNECT, whatever the host, and lets `handler` answer behind TLS.

    So the real gTTS asks its real address over real HTTPS, and never leaves this machine.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))

    class Proxy(_Quiet):
        def do_CONNECT(self) -> None:
            self.send_response(200)
            self.end_headers()
            with (
                contextlib.suppress(OSError),
                context.wrap_socket(self.connection, server_side=True) as inside,
            ):
                handler(inside, self.client_address, self.server)

    return Proxy


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "translate.google.com")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
