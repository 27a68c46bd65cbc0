"""`manage.py serve` from an empty folder to a served page, and back to nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from clicsequr.embedded.lease import PROJECT
from clicsequr.management.commands.serve import programs
from tests.clicsequr.test_embedded import processes_of, wait_for_end

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMBEDDED_SERVERS", "DJANGO_SETTINGS_MODULE")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environ(tmp_path: Path, port: int) -> dict[str, str]:
    """A fresh machine: no address, an empty folder, static files built."""
    static = tmp_path / "var" / "static"
    static.mkdir(parents=True)
    (static / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}', encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return inherited | {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "SECURE_COOKIES": "1"}


@pytest.fixture
def serving(environ: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "manage.py", "serve"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        yield process
        process.kill()
    for left in processes_of(tmp_path):
        wait_for_end(left.pid)


def said_until(process: subprocess.Popen[str], text: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if text in line:
            return lines
    pytest.fail("\n".join(["It ended before saying it:", *lines]))


def test_one_command_serves_and_one_signal_stops_everything(
    serving: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    said = said_until(serving, "is ready after")
    assert said[0] == "Database schema, rights and catalogue…"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
    serving.send_signal(signal.SIGTERM)
    said = said_until(serving, "has stopped")
    assert said[-1] == "Everything has stopped."
    assert serving.wait() == 0
    for left in processes_of(tmp_path):
        wait_for_end(left.pid)


def refusal(environ: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", "serve"]
    done = subprocess.run(command, cwd=PROJECT, env=environ, text=True, capture_output=True, check=False)
    assert done.returncode == 1
    return done.stderr


def test_a_port_in_use_is_said_in_one_line(environ: dict[str, str], port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert refusal(environ) == f"CommandError: Port {port} is in use: choose another one, as PORT={port + 10}.\n"


def test_static_files_that_are_not_built_are_said_in_one_line(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "var" / "static" / "staticfiles.json").unlink()
    assert refusal(environ) == "CommandError: The static files are not built: run `make build` first.\n"


def test_outside_servers_without_keys_are_refused(environ: dict[str, str], tmp_path: Path) -> None:
    outside = {"DATABASE_URL": "postgresql://a@nowhere.invalid/b", "REDIS_URL": "redis://nowhere.invalid/0"}
    own = {name: value for name, value in environ.items() if name not in {"SECRET_KEY", "SEALING_KEYS", "INDEX_KEYS"}}
    assert refusal(own | outside) == "Set SECRET_KEY (or SECRET_KEY_FILE). See docs/operate.md.\n"
    assert not (tmp_path / "var" / "postgres").exists()


def test_the_programs_are_the_web_the_worker_and_one_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    monkeypatch.setenv("WORKER_CONCURRENCY", "5")
    web, worker, beat = programs(8123)
    assert [program.name for program in (web, worker, beat)] == ["web", "worker", "beat"]
    config = f"--config={PROJECT / 'clicsequr' / 'gunicorn_settings.py'}"
    assert {config, "--bind=127.0.0.1:8123", "--workers=3"} <= set(web.command)
    assert "--concurrency=5" in worker.command
