"""Sealed records one after the other, and what becomes of them when the last ones are taken away.

    header 24 │ record │ record │ …         record: length (4, big-endian) │ ciphertext

A *strand* is libsodium's secretstream (XChaCha20-Poly1305): a record that is changed, moved or missing stops the
reading there. What follows a cut is a strand of its own, for the same place in the old one must never seal two
different texts: a length of 0 and a fresh header begin it. It is bound to the sixteen bytes before it, which are the
seal of all that was kept, so that it can be put nowhere else.
"""

import struct
from collections.abc import Iterator

import nacl.exceptions
from nacl import bindings as sodium

KEY_BYTES = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_ABYTES = sodium.crypto_secretstream_xchacha20poly1305_ABYTES

ANEW = bytes(4)
"""The length that is none: a new strand begins."""
LONGEST = 64 * 1024
"""Bytes of a record; more is damage."""
_BOND = 16
"""Bytes."""


class Strand:
    """One strand while it is being made; `start` goes to the file before its first record."""

    def __init__(self, key: bytes, identity: str, before: bytes = b"") -> None:
        """`identity`: what all its records are bound to; `before`: for one that follows a cut, the file up to there."""
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = bytes(sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))
        self._bond = identity.encode() + before[-_BOND:]
        self.start = ANEW + header if before else header

    def record(self, text: bytes, tag: int = MESSAGE) -> bytes:
        """The next record."""
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(self._state, text, self._bond, tag)
        return struct.pack(">I", len(sealed)) + bytes(sealed)


def records(raw: bytes, body: int, identity: str, key: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Text, tag and end of each, up to the first that is cut off or does not authenticate.

    `raw`: the file, with at least one header; `body`: where its first record begins.
    """
    state, bond = _strand(raw[body - HEADER_BYTES : body], key), identity.encode()
    at, tag = body, MESSAGE
    while at + 4 <= len(raw) and tag != FINAL:
        if begins_anew(raw, at):
            state, bond = _strand(raw[at + 4 : at + 4 + HEADER_BYTES], key), identity.encode() + raw[at - _BOND : at]
            at += 4 + HEADER_BYTES
            continue
        size = struct.unpack(">I", raw[at : at + 4])[0]
        sealed = raw[at + 4 : at + 4 + size]
        if size > LONGEST or len(sealed) < size:
            return
        try:
            text, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bond)
        except (RuntimeError, ValueError, nacl.exceptions.CryptoError):
            return
        at += 4 + size
        yield text, tag, at


def begins_anew(raw: bytes, at: int) -> bool:
    """Whether a new strand begins there, its header whole."""
    return raw[at : at + 4] == ANEW and len(raw) >= at + 4 + HEADER_BYTES


def cut_off(raw: bytes, at: int) -> bool:
    """Whether what stands behind the last whole record is the beginning of another, and not damage."""
    while begins_anew(raw, at):
        at += 4 + HEADER_BYTES
    rest = raw[at:]
    if len(rest) < 4:
        return True
    size = struct.unpack(">I", rest[:4])[0] or HEADER_BYTES
    return len(rest) < 4 + size <= 4 + LONGEST


def _strand(header: bytes, key: bytes) -> "sodium.crypto_secretstream_xchacha20poly1305_state":
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    return state
