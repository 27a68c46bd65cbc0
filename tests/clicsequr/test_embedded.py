"""The embedded servers: attach, crash, recovery, clean end. Each test has its own pair in its own folder."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from clicsequr.embedded import Lease, environment, start
from clicsequr.embedded.children import ServerFailed
from clicsequr.embedded.lease import PROJECT

USER = "import sys, time; from pathlib import Path; from clicsequr.embedded import start;"
USER += "start(Path(sys.argv[1])); print('in', flush=True); time.sleep(600)"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    for process in processes_of(tmp_path):
        wait_for_end(process.pid)  # hangs where the keeper does not end


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every live process whose command line names `folder`, keeper and servers alike."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
        if str(folder) in line:
            found.append(process)
    return found


def wait_for_end(pid: int) -> None:
    """Return when `pid` has ended; a zombie that its parent has not collected yet has ended too."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            try:
                process.wait(0.05)
            except psutil.TimeoutExpired:
                continue
    except psutil.NoSuchProcess:
        return


def keep_a_row(lease: Lease) -> None:
    with psycopg.connect(lease.addresses.database_owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
        connection.execute("INSERT INTO kept VALUES ('a registration')")
    with redis.Redis.from_url(lease.addresses.redis) as client:
        client.set("kept", "a message")
        client.config_set("appendfsync", "always")
        client.set("kept", "a message")


def kept(lease: Lease) -> tuple[list[tuple[str]], bytes | None]:
    with (
        psycopg.connect(lease.addresses.database_owner) as connection,
        redis.Redis.from_url(lease.addresses.redis) as client,
    ):
        return connection.execute("SELECT what FROM kept").fetchall(), client.get("kept")


EVERYTHING = ([("a registration",)], b"a message")


def test_a_second_start_attaches_to_the_running_servers(folder: Path) -> None:
    with start(folder) as first:
        keep_a_row(first)
        with start(folder) as second:
            assert second.addresses == first.addresses
        assert first.is_served()
        assert kept(first) == EVERYTHING


def test_the_last_user_who_leaves_stops_both_servers(folder: Path) -> None:
    lease = start(folder)
    with start(folder):
        lease.release()
        assert psutil.pid_exists(lease.addresses.postgres)
    wait_for_end(lease.addresses.keeper)
    assert processes_of(folder) == []
    assert not lease.places.state.exists()


def test_a_killed_user_stops_the_servers_as_well(folder: Path) -> None:
    user = subprocess.Popen([sys.executable, "-c", USER, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE)
    with user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"in\n"
        with start(folder) as lease:
            keeper = lease.addresses.keeper
            user.kill()
            user.wait()
            assert lease.is_served()
        wait_for_end(keeper)


@pytest.mark.parametrize("victim", ["postgres", "redis_server", "keeper"])
def test_what_was_accepted_outlives_a_kill(folder: Path, victim: str) -> None:
    with start(folder) as lease:
        keep_a_row(lease)
        addresses = lease.addresses
        os.kill(getattr(addresses, victim), signal.SIGKILL)
        for pid in (addresses.keeper, addresses.postgres, addresses.redis_server):
            wait_for_end(pid)
        assert not lease.is_served()
        with start(folder) as again:
            assert kept(again) == EVERYTHING


def test_a_pid_file_naming_another_process_does_not_stop_the_start(folder: Path) -> None:
    with start(folder) as lease:
        keep_a_row(lease)
    stale = folder / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{folder}\n0\n5432\n\n\n0 0\nready\n", encoding="utf-8")
    (folder / "run" / "redis.pid").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with start(folder) as lease:
        assert kept(lease) == EVERYTHING


def test_a_start_killed_while_it_made_the_cluster_is_done_again(folder: Path) -> None:
    unfinished = folder / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with start(folder) as lease:
        keep_a_row(lease)
    assert not unfinished.exists()


def test_a_folder_too_long_for_a_socket_uses_a_private_short_one(tmp_path: Path) -> None:
    long = tmp_path / ("l" * 60) / ("m" * 60)
    with start(long) as lease:
        keep_a_row(lease)
        sockets = Path((long / "run" / "sockets").read_text(encoding="utf-8"))
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert str(sockets) in lease.addresses.redis
    assert not sockets.exists()


def test_throwaway_servers_leave_nothing_behind(folder: Path) -> None:
    with start(folder, throwaway=True) as lease:
        keep_a_row(lease)
    assert not folder.exists()


def test_a_folder_that_holds_something_else_is_refused_with_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.mkdir()
    (blocked / "postgres").mkdir()
    (blocked / "postgres" / "not_a_cluster").touch()
    with pytest.raises(ServerFailed, match=r"The embedded servers did not start\.\n"):
        start(blocked)


def test_the_application_role_owns_nothing_and_the_owner_may_act_as_it(folder: Path) -> None:
    with start(folder) as lease:
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with psycopg.connect(lease.addresses.database) as connection, refused:
            connection.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(lease.addresses.database_owner) as connection:
            connection.execute("SET ROLE clicsequr_app")
            settings = "SELECT current_user, current_setting('fsync'), current_setting('TimeZone')"
            assert connection.execute(settings).fetchone() == ("clicsequr_app", "on", "UTC")


def test_the_server_log_holds_no_value_that_was_typed(folder: Path) -> None:
    with start(folder) as lease:
        with psycopg.connect(lease.addresses.database_owner, autocommit=True) as connection:
            connection.execute("CREATE TABLE typed (secret text PRIMARY KEY)")
            connection.execute("INSERT INTO typed VALUES ('046 454 286')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO typed VALUES ('046 454 286')")
        log = (folder / "run" / "postgres.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "046 454 286" not in log


Complete = Callable[[dict[str, str]], Lease | None]


@pytest.fixture
def complete(folder: Path) -> Iterator[Complete]:
    leases: list[Lease] = []

    def complete_and_keep(environ: dict[str, str]) -> Lease | None:
        lease = environment.complete(environ, folder)
        if lease:
            leases.append(lease)
        return lease

    yield complete_and_keep
    for lease in leases:
        lease.release()


def test_without_addresses_the_environment_receives_servers_and_keys_that_last(complete: Complete) -> None:
    first: dict[str, str] = {}
    second = {"SECRET_KEY": "mine"}
    complete(first)
    complete(second)
    assert set(first) == {
        "EMBEDDED_SERVERS",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "SEALING_KEYS",
        "INDEX_KEYS",
    }
    assert second == first | {"SECRET_KEY": "mine"}


def test_the_keys_are_readable_by_their_owner_alone(complete: Complete, folder: Path) -> None:
    complete({})
    assert stat.S_IMODE((folder / environment.SECRETS_FILE).stat().st_mode) == 0o600


def test_outside_servers_are_used_as_they_are(complete: Complete, folder: Path) -> None:
    given = {"DATABASE_URL": "postgresql://a@b/c", "REDIS_URL_FILE": "/run/secrets/redis"}
    environ = dict(given)
    assert complete(environ) is None
    assert environ == given
    assert not folder.exists()


def test_an_outside_database_never_receives_keys_made_here(complete: Complete) -> None:
    environ = {"DATABASE_URL": "postgresql://a@b/c"}
    complete(environ)
    assert set(environ) == {"EMBEDDED_SERVERS", "DATABASE_URL", "REDIS_URL"}
