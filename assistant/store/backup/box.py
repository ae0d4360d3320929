"""The item keys of a backup: a small file beside the big one, so that one key can be destroyed without touching the rest.

The file is SecretBox over JSON: ``keys`` (item → key) and ``destroyed``, the items whose keys were once in it. It
authenticates itself, so it is renewed in one step; which items lost their keys by her will and which by damage stays
told apart.
"""

import contextlib
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nacl.exceptions
import nacl.secret

from assistant.store import whole_file
from assistant.store.backup.trouble import broken, from_system
from assistant.store.items import KEY_BYTES

_OLD = ".old"
"""What the box is called between its replacement and its end, should the power fail there."""


@dataclass(frozen=True, slots=True)
class Box:
    """What is in one."""

    keys: Mapping[str, bytes]
    destroyed: frozenset[str] = frozenset()

    def without(self, items: Iterable[str]) -> "Box":
        """The same after these keys have gone."""
        gone = self.keys.keys() & set(items)
        return Box({each: key for each, key in self.keys.items() if each not in gone}, self.destroyed | gone)


def write(path: Path, box: Box, key: bytes) -> None:
    """Make it, on the disk when this returns; it replaces the one that is there. Raises what the disk raises."""
    tree = {
        "keys": {item: b64encode(one).decode() for item, one in sorted(box.keys.items())},
        "destroyed": sorted(box.destroyed),
    }
    sealed = bytes(nacl.secret.SecretBox(key).encrypt(json.dumps(tree).encode()))
    try:
        whole_file.put(path, sealed)
    except OSError as error:
        raise from_system(error, path) from None


def read(path: Path, key: bytes) -> Box:
    """What is in it. Raises `Corrupt` where it is missing or not what was written."""
    try:
        sealed = path.read_bytes()
        tree = json.loads(nacl.secret.SecretBox(key).decrypt(sealed))
        keys = {str(item): b64decode(one, validate=True) for item, one in tree["keys"].items()}
        destroyed = frozenset(str(item) for item in tree["destroyed"])
    except FileNotFoundError:
        raise broken() from None
    except OSError as error:
        raise from_system(error, path) from None
    except (nacl.exceptions.CryptoError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise broken() from None
    if any(len(one) != KEY_BYTES for one in keys.values()):
        raise broken()
    return Box(keys, destroyed)


def destroy(path: Path, key: bytes, items: Iterable[str]) -> frozenset[str]:
    """Take these keys out and overwrite the box that held them; gives those that were in it. Harmless twice.

    Raises `Corrupt`, and what the disk raises.
    """
    box = read(path, key)
    gone = frozenset(box.keys.keys() & set(items))
    old = path.with_name(path.name + _OLD)
    try:
        _end(old, path)
        if gone:
            with path.open("r+b", buffering=0) as held:
                with contextlib.suppress(OSError):  # a file system without links: a power cut now leaves the old bytes
                    old.hardlink_to(path)
                write(path, box.without(gone), key)
                _overwrite(held.fileno())
            old.unlink(missing_ok=True)
            whole_file.sync_folder(path.parent)
    except OSError as error:
        raise from_system(error, path) from None
    return gone


def _end(old: Path, present: Path) -> None:
    """Finish what a power cut interrupted."""
    if not old.exists():
        return
    if not old.samefile(present):
        with old.open("r+b", buffering=0) as held:
            _overwrite(held.fileno())
    old.unlink()


def _overwrite(handle: int) -> None:
    """What a file system that writes in place still had of the old keys is gone; others keep it as free space."""
    size = os.fstat(handle).st_size
    os.pwrite(handle, secrets.token_bytes(size), 0)
    os.fsync(handle)
