"""What a server asks before it listens: whether the port is free, and how many connections it may hold."""

import resource
import socket

from broadcaster.domain.errors import StationError

_MOST_FILES = 65_536


def refuse_taken_port(service: str, host: str, port: int) -> None:
    """Raise StationError `port_taken` with service, host and port where somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: past TIME_WAIT
        try:
            probe.bind((host, port))
        except OSError as trouble:
            raise StationError(
                "port_taken", service=service, host=host, port=port, why=trouble.strerror or str(trouble)
            ) from trouble


def connection_limit() -> int:
    """Return how many connections one listener may hold: a third of the files this process may have open.

    What comes on top is hung up on at once, so that neither the other listener nor the database runs dry.
    """
    open_files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(64, min(open_files // 3, 10_000))


def mqtt_answers(host: str, port: int, *, patience_s: float = 1.0) -> bool:
    """Tell whether a broker really works there: an anonymous CONNECT gets an answer, were it a refusal."""
    try:
        with socket.create_connection((host, port), timeout=patience_s) as probe:
            probe.sendall(b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x14\x00\x01?")
            return bool(probe.recv(1))
    except OSError:
        return False


def allow_more_files() -> None:
    """Raise how many files this process may have open, as far as it may: each speaker's connections are files."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
