"""The vault's keys, and how they are wrapped.

    passphrase   ─ Argon2id ─► wrapping key ─ SecretBox ─┐
                                                         ├─► root key ─ BLAKE2b(purpose) ─► one key for each purpose
    recovery key ─ Argon2id ─► wrapping key ─ SecretBox ─┘

The root key is 32 random bytes and never on disk in clear. A `Lock` is one way to it; the key file
(`assistant.store.key_file`) holds any number, so that a new passphrase or another kind of lock rewrites that file and
nothing else. Each thing that is encrypted
has a key of its own, derived by `purpose_key`; the root key itself encrypts nothing.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import nacl.exceptions
import nacl.public
import nacl.pwhash.argon2id
import nacl.secret
from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from assistant.errors import TryLater, UsageError, WrongPassphrase
from assistant.store import recovery_key

ROOT_BYTES = 32
SHORTEST = 8
"""Characters in a passphrase, at least."""
WRAPPED_BYTES = ROOT_BYTES + 24 + 16  # with SecretBox's nonce and tag


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs."""

    passes: int
    memory: int
    """Bytes."""


INTERACTIVE = Cost(2, 64 * 2**20)
MODERATE = Cost(3, 256 * 2**20)
CHEAPEST, DEAREST = Cost(1, 8 * 2**10), Cost(16, 2**30)
"""Bounds for what is read from a file: a damaged one must not eat the machine's memory."""


class Kind(StrEnum):
    """What opens a lock."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Lock:
    """The root key, wrapped under a passphrase or a recovery key."""

    cost: Cost
    salt: bytes
    wrapped: bytes
    kind: Kind = Kind.PASSPHRASE


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What is in ``vault.json``."""

    schema: int
    locks: tuple[Lock, ...]
    files: str = ""
    """The generation: the sub-folder of the vault's folder where its files are, ``1``, ``2`` …; empty: there itself."""
    public: bytes = b""
    """32 bytes, X25519, derived from the root key; empty as long as the file is of format 1."""

    def of(self, kind: Kind) -> tuple[Lock, ...]:
        """Its locks of one kind."""
        return tuple(each for each in self.locks if each.kind is kind)


def new_root() -> bytes:
    """A fresh root key."""
    return secrets.token_bytes(ROOT_BYTES)


def purpose_key(root: bytes, purpose: str) -> bytes:
    """The 32-byte key for one purpose; its name has at most 16 ASCII characters and never changes."""
    return bytes(blake2b(b"", ROOT_BYTES, key=root, person=purpose.encode("ascii"), encoder=RawEncoder))


def private_key(root: bytes) -> nacl.public.PrivateKey:
    """X25519: opens what was sealed to the public key while the vault was sealed."""
    return nacl.public.PrivateKey(purpose_key(root, "capture"))


def public_key(root: bytes) -> bytes:
    """32 bytes, X25519: what comes in while the vault is sealed is sealed to it."""
    return bytes(private_key(root).public_key)


def lock(root: bytes, passphrase: str, cost: Cost = MODERATE) -> Lock:
    """Wrap the root key under a passphrase. Raises `UsageError` where it is too short."""
    check_passphrase(passphrase)
    return _lock(root, passphrase, cost, Kind.PASSPHRASE)


def check_passphrase(passphrase: str) -> None:
    """Raises `UsageError` where it is too short."""
    if len(_normal(passphrase).decode()) < SHORTEST:
        raise UsageError(f"A passphrase needs at least {SHORTEST} characters.", fix="four or five words are good")


def recovery_lock(root: bytes, key: str) -> Lock:
    """Wrap the root key under a recovery key; it is chance enough to need no costly derivation."""
    whole = recovery_key.read(key)
    if whole is None:
        raise UsageError("That is no recovery key.")
    return _lock(root, whole, CHEAPEST, Kind.RECOVERY)


def _lock(root: bytes, secret: str, cost: Cost, kind: Kind) -> Lock:
    salt = secrets.token_bytes(nacl.pwhash.argon2id.SALTBYTES)
    return Lock(cost, salt, bytes(nacl.secret.SecretBox(_derive(secret, salt, cost)).encrypt(root)), kind)


def unlock(keys: KeyFile, secret: str, kinds: tuple[Kind, ...] = (Kind.RECOVERY, Kind.PASSPHRASE)) -> bytes:
    """The root key, by a passphrase or a recovery key. Raises `WrongPassphrase`."""
    typed = {Kind.RECOVERY: recovery_key.read(secret), Kind.PASSPHRASE: secret}
    for kind in kinds:
        for each in keys.of(kind):
            text = typed[kind]
            if text is None:
                continue
            try:
                return bytes(nacl.secret.SecretBox(_derive(text, each.salt, each.cost)).decrypt(each.wrapped))
            except nacl.exceptions.CryptoError:
                continue
    raise _wrong(secret)


def _wrong(secret: str) -> WrongPassphrase:
    if recovery_key.is_slip(secret):
        return WrongPassphrase(
            "That does not open the vault; as a recovery key it has a slip in it.", fix="compare it letter by letter"
        )
    if recovery_key.read(secret):
        return WrongPassphrase(
            "That recovery key was typed without a slip, but it does not open this vault; nothing was changed.",
            fix="look for a newer one",
        )
    return WrongPassphrase(
        "That passphrase does not open the vault; nothing was changed.", fix="check the passphrase and try again"
    )


def _normal(passphrase: str) -> bytes:
    """The same bytes for the same passphrase, however a keyboard composes its letters."""
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise UsageError("The passphrase holds characters that are not text.", fix="save it as UTF-8") from None


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return bytes(
            nacl.pwhash.argon2id.kdf(
                nacl.secret.SecretBox.KEY_SIZE,
                _normal(passphrase),
                salt,
                opslimit=cost.passes,
                memlimit=cost.memory,
            )
        )
    except (nacl.exceptions.RuntimeError, MemoryError):
        raise TryLater("There is not enough memory free to open the vault; nothing was changed.") from None
