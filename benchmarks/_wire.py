"""MQTT 3.1.1 by hand, for yardsticks and simulated speakers that cost next to nothing."""

import struct


def text(value: str) -> bytes:
    """Spell a length-prefixed string."""
    return struct.pack("!H", len(value)) + value.encode()


def packet(first: int, body: bytes) -> bytes:
    """Spell a packet with its remaining length."""
    length, rest = bytearray(), len(body)
    while True:
        length.append(rest % 128 | (128 if rest > 127 else 0))
        rest //= 128
        if not rest:
            return bytes([first, *length]) + body


def connect(user: str, secret: str) -> bytes:
    return packet(0x10, text("MQTT") + b"\x04\xc2\x00\x00" + text(user) + text(user) + text(secret))


def subscribe(*filters: str) -> bytes:
    return packet(0x82, b"\x00\x01" + b"".join(text(name) + b"\x01" for name in filters))


def publish(topic: str, payload: bytes, packet_id: int) -> bytes:
    return packet(0x32, text(topic) + struct.pack("!H", packet_id) + payload)


def puback(packet_id: bytes) -> bytes:
    return b"\x40\x02" + packet_id


class Stream:
    """Cuts what a socket gave into packets."""

    def __init__(self) -> None:
        self._left = b""

    def packets(self, came: bytes) -> list[tuple[int, bytes]]:
        """Return (first byte, body) of every packet that is whole by now."""
        left, found, at = self._left + came, [], 0
        while True:
            length = shift = 0
            start = at + 1
            while start < len(left):
                length |= (left[start] & 0x7F) << shift
                shift += 7
                start += 1
                if left[start - 1] < 0x80:
                    break
            else:
                break
            if start + length > len(left):
                break
            found.append((left[at], left[start : start + length]))
            at = start + length
        self._left = left[at:]
        return found


def packet_id_of(first: int, body: bytes) -> bytes:
    """Return a PUBLISH's packet id as it stands, empty for QoS 0."""
    if not first & 6:
        return b""
    start = 2 + struct.unpack_from("!H", body)[0]
    return body[start : start + 2]
