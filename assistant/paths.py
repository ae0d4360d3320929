"""Where things lie: the XDG folders, or everything below ``ASSISTANT_HOME``."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one installation."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def config_file(self) -> Path:
        """``assistant.toml``."""
        return self.config / "assistant.toml"

    @property
    def vault(self) -> Path:
        """The folder of the vault: its database and its key file."""
        return self.data / "vault"

    @property
    def backups(self) -> Path:
        """The vault's backups, where she names no other folder."""
        return self.data / "backups"

    @property
    def models(self) -> Path:
        """Weights that she installed."""
        return self.data / "models"


def paths() -> Paths:
    """The folders of this process, from the environment."""
    home = os.environ.get("ASSISTANT_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root / "config", root / "data", root / "state", root / "cache")
    dirs = platformdirs.PlatformDirs("assistant")
    return Paths(
        *(Path(p) for p in (dirs.user_config_dir, dirs.user_data_dir, dirs.user_state_dir, dirs.user_cache_dir))
    )
