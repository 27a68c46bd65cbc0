"""Where the embedded servers keep things, and the addresses under which they answer."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# sun_path holds 108 bytes on Linux and 104 on macOS, terminator and `.s.PGSQL.5432.lock` included.
LONGEST_SOCKET_FOLDER = 80


@dataclass(frozen=True)
class Places:
    """The folders and files of one pair of servers."""

    folder: Path

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def postgres_data(self) -> Path:
        return self.folder / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.folder / "redis"

    @property
    def lease(self) -> Path:
        return self.run / "lease"

    @property
    def start_lock(self) -> Path:
        return self.run / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.run / "keeper.lock"

    @property
    def keeper_log(self) -> Path:
        return self.run / "keeper.log"

    @property
    def state(self) -> Path:
        return self.run / "servers.json"

    @property
    def socket_record(self) -> Path:
        return self.run / "sockets"

    def make_folders(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for private in (self.run, self.redis_data):
            private.mkdir(mode=0o700, exist_ok=True)

    def make_socket_folder(self) -> Path:
        """Give `run`, or a short private temporary folder, recorded for the clean-up, where `run` is too long."""
        self.remove_socket_folder()
        if len(os.fsencode(self.run.resolve())) <= LONGEST_SOCKET_FOLDER:
            return self.run.resolve()
        short = Path(tempfile.mkdtemp(prefix="clicsequr-"))
        self.socket_record.write_text(str(short), encoding="utf-8")
        return short

    def remove_socket_folder(self) -> None:
        if self.socket_record.exists():
            shutil.rmtree(self.socket_record.read_text(encoding="utf-8"), ignore_errors=True)
            self.socket_record.unlink()


@dataclass(frozen=True)
class Addresses:
    """The three addresses a program needs: the role that runs, the role that migrates, Redis."""

    database: str
    database_owner: str
    redis: str
    keeper: int
    postgres: int
    redis_server: int

    def write(self, path: Path) -> None:
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(self.__dict__), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Addresses | None":
        """Give what a running keeper wrote, or None when there is none."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None


def database_address(role: str, database: str, sockets: Path) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(sockets), safe='/')}"
