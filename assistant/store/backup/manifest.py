"""``backup.json``: what a backup holds, and how it is opened without the machine that made it.

``keys`` is the vault's key file, so that her passphrase or the recovery key gives the root key; ``key`` is the backup's
own key, wrapped under the root's purpose key `PURPOSE`. ``files`` has the size and BLAKE2b digest of
every file but the boxes, which authenticate themselves because their keys may be destroyed one by one. ``seal`` is a
BLAKE2b digest of all this keyed by the backup's own key: whoever holds the disk can change nothing unnoticed.
``check`` is one without a key, which tells damage from a wrong passphrase.
"""

import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nacl.encoding
import nacl.exceptions
import nacl.hash
import nacl.secret

from assistant.store import key_file, whole_file
from assistant.store.backup.trouble import broken, from_system, newer, no_backup
from assistant.store.keys import KeyFile, purpose_key

NAME = "backup.json"
FORMAT = 1
PURPOSE = "backup"
KEY_BYTES = 32
_DIGEST_BYTES = 32
_LARGEST = 64 * 2**20
_FILE = re.compile(r"[a-z]+\.db|captures/capture-[0-9a-f]+")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Print:
    """By what a file is known again."""

    size: int
    """Bytes."""
    digest: str
    """BLAKE2b-256, in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in ``backup.json``."""

    made: datetime
    """To the second, UTC."""
    schemas: Mapping[str, int]
    """The shape of each database, by its file."""
    keys: KeyFile
    wrapped: bytes
    files: Mapping[str, Print]
    """By their names in the folder."""
    unsound: Sequence[str] = ()
    """Ids of recordings that were damaged already when the backup was made; they are in it as they were."""
    seal: str = ""

    @property
    def stamp(self) -> str:
        """By which people know it: ``20261123T140200Z``."""
        return stamp_of(self.made)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(each.size for each in self.files.values())

    def key(self, wrapping: bytes) -> bytes:
        """The backup's own key, by the root's purpose key; empty where it is another root's.

        Raises `Corrupt` where something was changed.
        """
        try:
            key = bytes(nacl.secret.SecretBox(wrapping).decrypt(self.wrapped))
        except nacl.exceptions.CryptoError:
            return b""
        self.prove(key)
        return key

    def prove(self, key: bytes) -> None:
        """Raises `Corrupt` unless whoever had this key wrote it as it stands."""
        if not secrets.compare_digest(_seal(self, key), self.seal):
            raise broken()

    def sealed(self, key: bytes) -> "Manifest":
        """The same, vouched for by this key."""
        return replace(self, seal=_seal(self, key))


def stamp_of(made: datetime) -> str:
    """A moment as it stands in a backup's name."""
    return made.astimezone(UTC).strftime(_STAMP)


def moment_of(stamp: str) -> datetime:
    """The moment again. Raises `ValueError`."""
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def wrap(key: bytes, wrapping: bytes) -> bytes:
    """A backup's own key under the root's purpose key."""
    return bytes(nacl.secret.SecretBox(wrapping).encrypt(key))


def write(folder: Path, manifest: Manifest) -> None:
    """Put it in place of the old one, all or nothing, on the disk before it returns. Raises what the disk raises."""
    path = folder / NAME
    try:
        whole_file.put(path, _render(manifest))
    except OSError as error:
        raise from_system(error, path) from None


def read(folder: Path) -> Manifest:
    """What it says, not yet proved.

    Raises `ConfigurationError` where the folder is no backup or is newer, `Corrupt`, and what the disk raises.
    """
    try:
        with (folder / NAME).open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise no_backup(folder) from None
    except OSError as error:
        raise from_system(error, folder / NAME) from None
    try:
        tree = json.loads(raw.decode("ascii"))
        if tree["check"] != _check(tree):
            raise broken()
        if tree["format"] > FORMAT:
            raise newer()
        manifest = _parse(tree)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        raise broken() from None
    if _render(manifest) != raw:  # every byte counts, white space too
        raise broken()
    return manifest


def _tree(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made": manifest.made.isoformat(timespec="seconds"),
        "schemas": dict(manifest.schemas),
        "keys": key_file.tree_of(manifest.keys),
        "key": b64encode(manifest.wrapped).decode(),
        "files": {name: {"size": each.size, "blake2b": each.digest} for name, each in manifest.files.items()},
        "unsound": list(manifest.unsound),
    }


def _render(manifest: Manifest) -> bytes:
    tree = {**_tree(manifest), "seal": manifest.seal}
    return (json.dumps({**tree, "check": _check(tree)}, indent=1) + "\n").encode("ascii")


def _parse(tree: dict[str, Any]) -> Manifest:
    made = datetime.fromisoformat(tree["made"])
    files = {name: Print(each["size"], each["blake2b"]) for name, each in tree["files"].items()}
    manifest = Manifest(
        made,
        tree["schemas"],
        key_file.parse(tree["keys"]),
        b64decode(tree["key"], validate=True),
        files,
        tuple(tree["unsound"]),
        tree["seal"],
    )
    if (
        made.utcoffset() is None
        or not all(_FILE.fullmatch(name) for name in files)
        or not all(type(each.size) is int and each.size >= 0 for each in files.values())
        or not all(name in files and type(number) is int and number >= 1 for name, number in manifest.schemas.items())
    ):
        raise ValueError
    return manifest


def _check(tree: Mapping[str, Any]) -> str:
    return _digest({name: part for name, part in tree.items() if name != "check"}, b"")


def _seal(manifest: Manifest, key: bytes) -> str:
    return _digest(_tree(manifest), purpose_key(key, "manifest"))


def _digest(tree: Mapping[str, Any], key: bytes) -> str:
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()
    return bytes(nacl.hash.blake2b(canonical, _DIGEST_BYTES, key=key, encoder=nacl.encoding.HexEncoder)).decode()
