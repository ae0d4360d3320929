"""Making a vault: complete, beside its place, then moved there in one step, so there is never half a vault and never two."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ConfigurationError
from assistant.store import generation, key_file, keys, migrations, parts, seats, whole_file
from assistant.store.keys import Cost, KeyFile
from assistant.store.trouble import from_system


def found(folder: Path, passphrase: str, recovery: str | None, cost: Cost) -> tuple[Path, bytes]:
    """Make one; gives its folder without links, and its root key.

    Raises `ConfigurationError` where something is there already, `UsageError` for a short passphrase or what is no
    recovery key, and what the disk raises; then nothing was changed.
    """
    root = keys.new_root()
    locks = [keys.lock(root, passphrase, cost), *([keys.recovery_lock(root, recovery)] if recovery else [])]
    held = KeyFile(migrations.SCHEMA, tuple(locks), generation.FIRST, keys.public_key(root))
    place = folder.resolve()
    try:
        with beside(place) as fresh:
            files = fresh / held.files
            files.mkdir(mode=0o700)
            generation.make_part(files, parts.VAULT, root).close()
            for name in seats.FILES:
                (fresh / name).touch(0o600)
            key_file.write(fresh / generation.KEY_FILE, held)
            whole_file.sync_folder(files)
            fresh.rename(place)  # onto nothing, or onto an empty folder
            whole_file.sync_folder(place.parent)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            raise already() from None
        raise from_system(error, place) from None
    return place, root


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """An empty folder beside `place` that can be moved there, and what earlier ones left behind when they were killed
    taken away; gone at the end where it was not moved. Raises `OSError`.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with seats.turn(place.parent):
        for each in place.parent.glob(f".{place.name}-*"):
            if each.is_dir() and not each.is_symlink() and (abandoned := seats.building(each)):
                shutil.rmtree(each, ignore_errors=True)
                abandoned.leave()
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))  # mode 0700
        building = seats.building(fresh)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        if building:
            building.leave()


def already() -> ConfigurationError:
    """There is no room for a new vault."""
    return ConfigurationError("There is already a vault, or its folder is not empty; nothing was changed.")
