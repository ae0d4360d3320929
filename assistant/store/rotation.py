"""Everything anew: a new root key, new keys for all items, and every page, word and recording encrypted again.

The next generation is made beside the present one, read back and brought to the disk; then the key file is replaced,
and at that moment the vault is the new one; then the old generation goes. Whenever it is cut off, the vault is whole,
as it was or as it becomes; what is left over goes at the next opening by the house or by somebody alone.

A recording that is damaged moves as it is, with the key that it had: rotating must not be what loses it. What a disk
keeps of files that are gone is beyond reach here.
"""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

import contextlib
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import nacl.utils

from assistant.errors import Corrupt
from assistant.store import generation, key_file, keys, recovery_key, seats, sound, whole_file
from assistant.store.audit import VaultAudit
from assistant.store.backup.copying import copy_database
from assistant.store.database import Database, Row
from assistant.store.items import INDEX, KEY_BYTES, Items, seal, unseal
from assistant.store.keys import KeyFile, Kind
from assistant.store.parts import VAULT, Part, Sealed
from assistant.store.seats import Chair, Seat
from assistant.store.trouble import damaged, from_system
from assistant.store.vault import Vault

Keys = dict[str, bytes]
"""Of items, by id."""
Step = Callable[[str], None]
"""Told what has just been done."""


def rotate(folder: Path, passphrase: str, *, step: Step = lambda _: None) -> str:
    """Rotate a vault; its passphrase stays. Gives the new recovery key; the old one opens it no more.

    Raises `Locked` where anybody has it open, `WrongPassphrase`, `Corrupt` where it does not hold together,
    `DiskFull` where there is no room for it twice; then the vault is as it was.
    """
    place = folder.resolve()
    generation.read(place)  # what is damaged is not even sat down at
    chair = seats.take(place, Seat.ALONE)
    try:
        return _rotate(place, passphrase, chair, step)
    finally:
        chair.leave()


def _rotate(place: Path, passphrase: str, chair: Chair, step: Step) -> str:
    root, recovery = keys.new_root(), recovery_key.new()
    fresh = place / generation.after(generation.read(place).files)
    try:
        with Vault.open(place, passphrase, chair) as vault:
            held = generation.read(place)
            keys.unlock(held, passphrase, (Kind.PASSPHRASE,))  # the recovery key has opened it? that one goes
            locks = (
                keys.lock(root, passphrase, held.of(Kind.PASSPHRASE)[0].cost),
                keys.recovery_lock(root, recovery),
            )
            vault.captures.adopt()
            _make(vault, fresh, root, step)
        present = KeyFile(held.schema, locks, fresh.name, keys.public_key(root))
        with seats.turn(place):
            key_file.write(place / generation.KEY_FILE, present)
        step("committed")
        generation.sweep(place, present)
        step("swept")
    finally:
        _leave(place, fresh)
    return recovery


def _leave(place: Path, fresh: Path) -> None:
    """Take the new generation away where it has not become the present one."""
    with contextlib.suppress(OSError):
        if generation.read(place).files != fresh.name:
            shutil.rmtree(fresh)


def _make(vault: Vault, fresh: Path, root: bytes, step: Step) -> None:
    """The next generation, read back and on the disk."""
    try:
        fresh.mkdir(mode=0o700)
        step("begun")
        for part in generation.parts_in(vault.files):
            file, key = fresh / part.file, keys.purpose_key(root, part.purpose)
            vault.part(part).close()  # in its present shape before it is copied
            old = dict(copy_database(vault.files / part.file, vault.key(part.purpose), file, key))
            step(f"{part.file} copied")
            new = {item: nacl.utils.random(KEY_BYTES) for item in old}
            if part is VAULT:
                _captures(vault, fresh, old, new, step)
            with closing(vault.part(part)) as before, closing(Database(file, key)) as after:
                after.run("PRAGMA journal_mode = WAL")
                _seal_again(after, part, old, new)
                step(f"{part.file} sealed")
                _compare(before, after, part)
                if part is VAULT:
                    VaultAudit(after).record("rotated", detail=f"generation {fresh.name}")
            _sync(file)
        whole_file.sync_folder(fresh)
        whole_file.sync_folder(fresh.parent)
        step("verified")
    except OSError as error:
        raise from_system(error, fresh) from None


def _captures(vault: Vault, fresh: Path, old: Keys, new: Keys, step: Step) -> None:
    """Every recording under its new key; whatever else lies among them as it is."""
    source, target = vault.files / generation.CAPTURES, fresh / generation.CAPTURES
    if not source.is_dir():
        return
    target.mkdir(mode=0o700)
    for file in sorted(each for each in source.iterdir() if not each.name.startswith(".")):
        try:
            sound.copy_under(file, old[file.name], target / file.name, new[file.name])
            sound.check(target / file.name, new[file.name])
        except (Corrupt, KeyError):
            shutil.copyfile(file, target / file.name)
            (target / file.name).chmod(0o600)
            _sync(target / file.name)
            new |= {name: key for name, key in old.items() if name == file.name}
        step(f"{file.name} copied")
    whole_file.sync_folder(target)


def _seal_again(database: Database, part: Part, old: Keys, new: Keys) -> None:
    """Every word in a copied database under its item's new key."""
    with database.transaction():
        guards = database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        for name, _ in guards:
            database.run(f"DROP TRIGGER {name}")
        items = Items(database)
        for item, key in new.items():
            items.take(item, key)
        for each in part.sealed:
            where = " AND ".join(f"{name} = ?" for name in _primary(database, each))
            for row, item, words in _words(database, each):
                if item not in old:
                    raise damaged("database")
                fresh = seal(new[item], unseal(old[item], words))
                database.run(f"UPDATE {each.table} SET {each.column} = ? WHERE {where}", fresh, *row)
        for _, sql in guards:
            database.run(sql)


def _compare(before: Database, after: Database, part: Part) -> None:
    """Whether the copy says what the original says. Raises `Corrupt`."""
    if after.faults() or _census(before) != _census(after):
        raise damaged("database")
    first, second = Items(before), Items(after)
    for each in part.sealed:
        for (row, item, words), (copied, owner, again) in zip(_words(before, each), _words(after, each), strict=True):
            if (row, item) != (copied, owner) or first.open(item, words) != second.open(owner, again):
                raise damaged("database")


def _census(database: Database) -> dict[str, int]:
    """How many rows each table has, and what it is guarded by; the key of the search index is not carried along."""
    names = [row[0] for row in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    counted = {name: int(database.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in names}
    counted["item_keys"] -= database.rows("SELECT count(*) FROM item_keys WHERE item = ?", INDEX)[0][0]
    rest = database.rows("SELECT type || ' ' || name FROM sqlite_schema WHERE type <> 'table'")
    return counted | {row[0]: 1 for row in rest}


def _words(database: Database, each: Sealed) -> list[tuple[Row, str, bytes]]:
    """Every sealed value with the key of its row and the item that owns it, in order of the rows."""
    names = ", ".join(_primary(database, each))
    rows = database.rows(f"SELECT {each.owner}, {each.column}, {names} FROM {each.table} ORDER BY {names}")
    return [(tuple(row), item, bytes(words)) for item, words, *row in rows]


def _primary(database: Database, each: Sealed) -> list[str]:
    return [
        row[0] for row in database.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", each.table)
    ]


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
