"""Run several programs as one: their lines under one prefix each, one end for all, no orphan."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from clicsequr.embedded.children import bound_to_parent, stop_group

LOOKS_EVERY = 0.2
PATIENCE = 10.0


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None  # that of this process, unless it must not know all of it


@dataclass
class Supervisor:
    """Starts the programs, waits, and stops all of them when one ends, when a server is gone or when asked."""

    programs: Sequence[Program]
    servers_are_up: Callable[[], bool]
    say: Callable[[str], None]
    running: list[tuple[Program, subprocess.Popen[str]]] = field(default_factory=list)
    readers: list[threading.Thread] = field(default_factory=list)
    asked: bool = False

    def run(self, *, is_ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """Serve until something ends: 0 when somebody asked, 1 when a program or server fell; announce once ready."""
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            for program in self.programs:
                self._start(program)
            announced = False
            while not self.asked:
                if fallen := self._fallen():
                    self.say(f"{fallen}; stopping the rest.")
                    return 1
                if not announced and (announced := is_ready()):
                    announce()
                time.sleep(LOOKS_EVERY)
            return 0
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _start(self, program: Program) -> None:
        process = subprocess.Popen(
            bound_to_parent(list(program.command), stop_signal="TERM"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=program.environment,
            start_new_session=True,  # Ctrl-C reaches this process alone, which then stops the programs in order
        )
        self.running.append((program, process))
        reader = threading.Thread(target=self._pass_on, args=(program.name, process), daemon=True)
        self.readers.append(reader)
        reader.start()

    def _pass_on(self, name: str, process: subprocess.Popen[str]) -> None:
        width = max(len(program.name) for program in self.programs)
        for line in process.stdout or ():
            self.say(f"{name:{width}} | {line.rstrip()}")

    def _fallen(self) -> str:
        for program, process in self.running:
            if process.poll() is not None:
                return f"{program.name} ended by itself with {process.returncode}"
        return "" if self.servers_are_up() else "PostgreSQL or Redis ended by itself (see var/run)"

    def _stop_all(self) -> None:
        processes = [process for _, process in self.running]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in processes:
            stop_group(process, patience=max(0.1, deadline - time.monotonic()))
        for reader in self.readers:
            reader.join(1)
        for process in processes:
            if process.stdout:
                process.stdout.close()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
