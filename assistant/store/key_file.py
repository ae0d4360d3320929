"""The small file that holds the vault's keys, wrapped.

It is JSON: ``format``, ``schema`` (the database's, so that it can be told without opening), ``files`` (the
sub-folder of the present generation; format 1 has none), ``public`` (the X25519 key to which is sealed what comes in
while the vault is sealed; format 1 has none), ``locks``, and ``check``, a BLAKE2b digest of the rest that tells
damage from a wrong passphrase; it is no secret and no signature.
"""

import json
import os
import re
import stat
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import nacl.pwhash.argon2id
from nacl.encoding import HexEncoder
from nacl.hash import blake2b

from assistant.errors import Corrupt
from assistant.store import whole_file
from assistant.store.keys import CHEAPEST, DEAREST, ROOT_BYTES, WRAPPED_BYTES, Cost, KeyFile, Kind, Lock
from assistant.store.trouble import damaged, from_system, newer

FORMAT = 2
_LARGEST_FILE = 64 * 1024
_GENERATION = re.compile(r"[1-9][0-9]{0,8}|")
_PUBLIC_BYTES = 32
_KDF = "argon2id13"


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
    try:
        whole_file.put(path, _render(keys))
    except OSError as error:
        raise from_system(error, path) from None


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
        CHEAPEST.passes <= cost.passes <= DEAREST.passes
        and CHEAPEST.memory <= cost.memory <= DEAREST.memory
        and len(salt) == nacl.pwhash.argon2id.SALTBYTES
        and len(wrapped) == WRAPPED_BYTES
    ):
        raise ValueError
    return Lock(cost, salt, wrapped, Kind(tree["kind"]))


def _check(tree: dict[str, Any]) -> str:
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()
    return bytes(blake2b(canonical, ROOT_BYTES, encoder=HexEncoder)).decode()
