"""The supervisor: several programs, one end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

import psutil
import pytest

from clicsequr.embedded.lease import PROJECT
from clicsequr.processes import Program, Supervisor
from tests.clicsequr.test_embedded import wait_for_end

SLEEPS = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
# Ignores the request to stop, and has a child that nobody told to.
STUBBORN_SOURCE = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("here", flush=True)
time.sleep(600)
"""
STUBBORN = [sys.executable, "-c", STUBBORN_SOURCE]
SUPERVISOR_SOURCE = f"""
import sys
sys.path.insert(0, {str(PROJECT)!r})
from clicsequr.processes import Program, Supervisor
programs = [Program("web", {SLEEPS!r})]
supervisor = Supervisor(programs, servers_are_up=lambda: True, say=lambda line: print(line, flush=True))
supervisor.run(is_ready=lambda: True, announce=lambda: None)
"""


class Stage:
    """Runs a supervisor and keeps what it says."""

    def __init__(self, *programs: Program, servers_are_up: Callable[[], bool] = lambda: True) -> None:
        self.said: list[str] = []
        self.supervisor = Supervisor(programs, servers_are_up=servers_are_up, say=self.said.append)

    def all_are_here(self) -> bool:
        return sum(line.endswith("| here") for line in self.said) == len(self.supervisor.programs)

    def run_until(self, end: Callable[[], None]) -> int:
        return self.supervisor.run(is_ready=self.all_are_here, announce=end)

    @property
    def pids(self) -> list[int]:
        return [process.pid for _, process in self.supervisor.running]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_ends_every_program(number: signal.Signals) -> None:
    stage = Stage(Program("web", SLEEPS), Program("worker", SLEEPS))
    assert stage.run_until(lambda: os.kill(os.getpid(), number)) == 0
    assert [psutil.pid_exists(pid) for pid in stage.pids] == [False, False]
    assert sorted(stage.said) == ["web    | here", "worker | here"]


def test_a_program_that_falls_is_named_and_ends_the_others() -> None:
    stage = Stage(Program("web", SLEEPS), Program("worker", SLEEPS))
    assert stage.run_until(lambda: os.kill(stage.pids[1], signal.SIGKILL)) == 1
    assert "worker ended by itself with -9; stopping the rest." in stage.said
    assert [psutil.pid_exists(pid) for pid in stage.pids] == [False, False]


def test_servers_that_fall_end_the_programs() -> None:
    gone = threading.Event()
    stage = Stage(Program("web", SLEEPS), servers_are_up=lambda: not gone.is_set())
    assert stage.run_until(gone.set) == 1
    assert "PostgreSQL or Redis ended by itself (see var/run); stopping the rest." in stage.said
    assert [psutil.pid_exists(pid) for pid in stage.pids] == [False]


def test_a_program_that_does_not_answer_is_killed_with_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clicsequr.processes.PATIENCE", 0.2)
    stage = Stage(Program("web", STUBBORN))
    family: list[psutil.Process] = []

    def stop() -> None:
        family.extend([psutil.Process(stage.pids[0]), *psutil.Process(stage.pids[0]).children()])
        os.kill(os.getpid(), signal.SIGTERM)

    assert stage.run_until(stop) == 0
    assert len(family) == 2
    for process in family:
        wait_for_end(process.pid)


def test_programs_end_when_the_supervisor_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR_SOURCE], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"web | here\n"
        [web] = psutil.Process(supervisor.pid).children()
        supervisor.kill()
        wait_for_end(web.pid)
