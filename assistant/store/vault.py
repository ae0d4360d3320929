"""The encrypted store as a whole: a folder with a key file and a database, and the faces that the house sees of it.

`Vault.create` makes the folder complete beside its place and moves it there in one step, so there is never half a
vault and never two. Several processes may have it open at once (`notes list` while `run` is listening).

What authentication cannot show: somebody who holds the disk can put back an older copy of the whole folder, and
cutting the write-ahead log after a crash loses what was not yet in the database.
"""

import errno
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import ConfigurationError
from assistant.store import keys, migrations
from assistant.store.audit import VaultAudit
from assistant.store.clients import VaultRoster
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.mail import VaultMail
from assistant.store.notes import VaultNotes
from assistant.store.preferences import VaultTries, VaultVolume
from assistant.store.queue import VaultQueue
from assistant.store.spend import VaultSpend
from assistant.store.timers import Clock, VaultTimers
from assistant.store.trouble import damaged, from_system, newer

KEY_FILE = "vault.json"
DATABASE = "vault.db"
_FILES = (KEY_FILE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What can be told without the passphrase."""

    exists: bool
    path: Path
    schema: int
    """0 where there is no vault."""
    size: int
    """Bytes."""


class Vault:
    """An open vault."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database
        items = Items(database)
        self.audit = VaultAudit(database)
        self.roster = VaultRoster(database, items)
        self.notes = VaultNotes(database, items, self.audit)
        self.mail = VaultMail(database, items, self.audit)
        self.queue = VaultQueue(database, items)
        self.spend = VaultSpend(database)
        self.tries = VaultTries(database)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether any part of a vault is there."""
        try:
            return any((folder / name).exists() for name in (KEY_FILE, DATABASE))
        except OSError as error:
            raise from_system(error, folder) from None

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, cost: keys.Cost = keys.MODERATE) -> Self:
        """A new, open vault. Raises `ConfigurationError` where there is one, `UsageError` for a short passphrase."""
        if cls.exists(folder):
            raise _already()
        root = keys.new_root()
        lock = keys.lock(root, passphrase, cost)
        place = folder.resolve()
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))  # mode 0700
        except OSError as error:
            raise from_system(error, place.parent) from None
        try:
            with closing(_database(fresh, root, create=True)) as database:
                migrations.migrate(database)
            (fresh / DATABASE).chmod(0o600)
            keys.write(fresh / KEY_FILE, keys.KeyFile(migrations.SCHEMA, (lock,)))
            fresh.rename(place)  # onto nothing, or onto an empty folder
            keys.sync_folder(place.parent)
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                raise _already() from None
            raise from_system(error, place) from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return cls(place, _database(place, root))

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """The vault in `folder`.

        Raises `WrongPassphrase`, `Corrupt`, and `ConfigurationError` where there is none or it is newer; then
        nothing was changed.
        """
        if not cls.exists(folder):
            raise no_vault()
        place = folder.resolve()
        held = keys.read(place / KEY_FILE)
        root = keys.unlock(held, passphrase)
        if held.schema > migrations.SCHEMA:
            raise newer()
        database = _database(place, root)
        try:
            migrations.check(database)
            migrations.migrate(database)
            if held.schema != migrations.SCHEMA:
                keys.write(place / KEY_FILE, keys.KeyFile(migrations.SCHEMA, held.locks))
        except BaseException:
            database.close()
            raise
        return cls(place, database)

    @classmethod
    def status(cls, folder: Path) -> VaultStatus:
        """What can be told without the passphrase. Raises `Corrupt` where the key file is damaged."""
        if not cls.exists(folder):
            return VaultStatus(exists=False, path=folder, schema=0, size=0)
        schema = keys.read(folder / KEY_FILE).schema
        size = sum(_size(folder / name) for name in _FILES)
        return VaultStatus(exists=True, path=folder, schema=schema, size=size)

    def timers(self, clock: Clock) -> VaultTimers:
        """The timers, by this clock."""
        return VaultTimers(self._database, clock)

    def volume(self, default: int) -> VaultVolume:
        """How loud the answers are, `default` until she has said."""
        return VaultVolume(self._database, default)

    def verify(self) -> None:
        """Read and authenticate every page. Raises `Corrupt`."""
        if self._database.faults():
            raise damaged("database")

    def close(self) -> None:
        """Seal it; harmless twice."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def no_vault() -> ConfigurationError:
    """Nothing has been set up here."""
    return ConfigurationError("There is no vault yet.", fix="assistant vault init")


def _size(file: Path) -> int:
    """Bytes; 0 where it is not there, for the log comes and goes."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise from_system(error, file) from None


def _already() -> ConfigurationError:
    return ConfigurationError("There is already a vault, or its folder is not empty; nothing was changed.")


def _database(folder: Path, root: bytes, *, create: bool = False) -> Database:
    path = folder / DATABASE
    if not create:
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise damaged("database") from None
        except OSError as error:
            raise from_system(error, path) from None
        if size < _PAGE or size % _PAGE:  # SQLite takes an empty file for a new database
            raise damaged("database")
    return Database(path, keys.purpose_key(root, "database"), create=create)
