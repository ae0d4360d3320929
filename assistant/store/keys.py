"""The vault's keys, and the small file that holds them, wrapped.

    passphrase   ─ Argon2id ─► wrapping key ─ SecretBox ─┐
                                                         ├─► root key ─ BLAKE2b(purpose) ─► one key for each purpose
    recovery key ─ Argon2id ─► wrapping key ─ SecretBox ─┘

The root key is 32 random bytes and never on disk in clear. A `Lock` is one way to it; the key file holds any number,
so that a new passphrase or another kind of lock rewrites this file and nothing else. Each thing that is encrypted
has a key of its own, derived by `purpose_key`; the root key itself encrypts nothing.

The key file is JSON: ``format``, ``schema`` (the database's, so that it can be told without opening), ``files`` (the
sub-folder of the present generation; format 1 has none), ``public`` (the X25519 key to which is sealed what comes in
while the vault is sealed; format 1 has none), ``locks``, and ``check``, a BLAKE2b digest of the rest that tells
damage from a wrong passphrase; it is no secret and no signature.
"""

import json
import os
import re
import secrets
import stat
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import nacl.exceptions
import nacl.public
import nacl.pwhash.argon2id
import nacl.secret
from nacl.encoding import HexEncoder, RawEncoder
from nacl.hash import blake2b

from assistant.errors import Corrupt, TryLater, UsageError, WrongPassphrase
from assistant.store import recovery_key
from assistant.store.trouble import damaged, from_system, newer

FORMAT = 2
ROOT_BYTES = 32
SHORTEST = 8
"""Characters in a passphrase, at least."""
_LARGEST_FILE = 64 * 1024
_GENERATION = re.compile(r"[1-9][0-9]{0,8}|")
_PUBLIC_BYTES = 32
_WRAPPED_BYTES = ROOT_BYTES + 24 + 16  # with SecretBox's nonce and tag
_KDF = "argon2id13"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at the passphrase costs."""

    passes: int
    memory: int
    """Bytes."""


INTERACTIVE = Cost(2, 64 * 2**20)
MODERATE = Cost(3, 256 * 2**20)
_CHEAPEST, _DEAREST = Cost(1, 8 * 2**10), Cost(16, 2**30)
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
    return _lock(root, whole, _CHEAPEST, Kind.RECOVERY)


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


def tree_of(keys: KeyFile) -> dict[str, Any]:
    """As it is written down, but for the digest."""
    tree: dict[str, Any] = {"format": FORMAT if keys.public else 1, "schema": keys.schema}
    if keys.public:
        tree |= {"files": keys.files, "public": b64encode(keys.public).decode()}
    tree["locks"] = [
        {
            "kind": each.kind,
            "kdf": _KDF,
            "passes": each.cost.passes,
            "memory": each.cost.memory,
            "salt": b64encode(each.salt).decode(),
            "wrapped": b64encode(each.wrapped).decode(),
        }
        for each in keys.locks
    ]
    return tree


def _render(keys: KeyFile) -> bytes:
    tree = tree_of(keys)
    return (json.dumps({**tree, "check": _check(tree)}, indent=2) + "\n").encode("ascii")


def write(path: Path, keys: KeyFile) -> None:
    """Put the key file in place of the old one, all or nothing, on the disk before it returns."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_render(keys))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise from_system(error, path) from None


def sync_folder(folder: Path) -> None:
    """See that the folder's entries are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> KeyFile:
    """The key file. Raises `Corrupt` where it is missing or damaged, `ConfigurationError` where it is newer."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a pipe would keep us waiting
                raise damaged("key file")
            raw = file.read(_LARGEST_FILE + 1)
    except IsADirectoryError:
        raise damaged("key file") from None
    except FileNotFoundError:
        raise Corrupt(
            "The vault's key file is missing; I have changed nothing.", fix=f"put {path.name} back from a copy"
        ) from None
    except OSError as error:
        raise from_system(error, path) from None
    try:
        tree = json.loads(raw.decode("ascii"))
        if len(raw) > _LARGEST_FILE or tree.pop("check") != _check(tree):
            raise damaged("key file")
        held = parse(tree)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise damaged("key file") from None
    if raw != _render(held):  # white space too is as it was written
        raise damaged("key file")
    return held


def parse(tree: dict[str, Any]) -> KeyFile:
    """What `tree_of` wrote down; raises `ConfigurationError` where it is newer, else anything where it is no such tree."""
    if type(tree["format"]) is not int or tree["format"] < 1:
        raise ValueError
    if tree["format"] > FORMAT:
        raise newer()
    locks = tuple(_parse_lock(each) for each in tree["locks"])
    files, public = "", b""
    if tree["format"] > 1:
        files, public = tree["files"], b64decode(tree["public"], validate=True)
        if not _GENERATION.fullmatch(files) or len(public) != _PUBLIC_BYTES:
            raise ValueError
    if not locks or type(tree["schema"]) is not int or tree["schema"] < 1:
        raise ValueError
    return KeyFile(tree["schema"], locks, files, public)


def _parse_lock(tree: dict[str, Any]) -> Lock:
    if tree["kind"] not in set(Kind) or tree["kdf"] != _KDF:
        raise newer()
    cost = Cost(int(tree["passes"]), int(tree["memory"]))
    salt, wrapped = (b64decode(tree[name], validate=True) for name in ("salt", "wrapped"))
    if not (
        _CHEAPEST.passes <= cost.passes <= _DEAREST.passes
        and _CHEAPEST.memory <= cost.memory <= _DEAREST.memory
        and len(salt) == nacl.pwhash.argon2id.SALTBYTES
        and len(wrapped) == _WRAPPED_BYTES
    ):
        raise ValueError
    return Lock(cost, salt, wrapped, Kind(tree["kind"]))


def _check(tree: dict[str, Any]) -> str:
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()
    return bytes(blake2b(canonical, ROOT_BYTES, encoder=HexEncoder)).decode()
