"""The variables that settings.py needs, for a machine where nobody has set them."""

import base64
import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from clicsequr.embedded.lease import PROJECT, Lease, start

SERVED_FROM = "EMBEDDED_SERVERS"
NOWHERE = {"DATABASE_URL": "postgresql://nobody@nowhere.invalid/none", "REDIS_URL": "redis://nowhere.invalid/0"}
SECRETS_FILE = "development_secrets.env"


def folder_of(environ: MutableMapping[str, str]) -> Path:
    return Path(environ.get("VAR_DIR", PROJECT / "var"))


def complete(environ: MutableMapping[str, str], folder: Path, *, throwaway: bool = False) -> Lease | None:
    """Start what `environ` does not name and put its address there; None when both servers are outside ones.

    Keys are made only beside an embedded database: with an outside one, settings.py refuses to start without its own.
    """
    outside_database, outside_redis = is_set(environ, "DATABASE_URL"), is_set(environ, "REDIS_URL")
    if outside_database and outside_redis:
        return None
    lease = start(folder, throwaway=throwaway)
    environ[SERVED_FROM] = str(folder)
    if not outside_database:
        environ["DATABASE_URL"] = lease.addresses.database
        environ["DATABASE_OWNER_URL"] = lease.addresses.database_owner
        for name, value in development_secrets(folder / SECRETS_FILE).items():
            if not is_set(environ, name):
                environ[name] = value
    if not outside_redis:
        environ["REDIS_URL"] = lease.addresses.redis
    return lease


def complete_for_a_build(environ: MutableMapping[str, str]) -> None:
    """Let a step that opens no connection load the settings: any address and any key will do."""
    for name, value in {**new_secrets(), **NOWHERE}.items():
        if not is_set(environ, name):
            environ[name] = value


def is_set(environ: MutableMapping[str, str], name: str) -> bool:
    return name in environ or f"{name}_FILE" in environ


def development_secrets(path: Path) -> dict[str, str]:
    """Read the keys beside the embedded database, making them the first time; two first times keep one set."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in new_secrets().items())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def new_secrets() -> dict[str, str]:
    """Make one set of keys in the forms that settings.py reads."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": f"development:{_key()}",
        "INDEX_KEYS": f"development:{_key()}",
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def act_as_owner(environ: MutableMapping[str, str]) -> None:
    """Put the role that owns the tables in DATABASE_URL, where one is named, and the other in DATABASE_APP_URL."""
    if not is_set(environ, "DATABASE_OWNER_URL"):
        return
    for suffix in ("", "_FILE"):
        runs = environ.pop(f"DATABASE_URL{suffix}", None)
        owns = environ.get(f"DATABASE_OWNER_URL{suffix}")
        if runs is not None:
            environ[f"DATABASE_APP_URL{suffix}"] = runs
        if owns is not None:
            environ[f"DATABASE_URL{suffix}"] = owns
