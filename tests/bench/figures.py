"""A figure, its bar and how it is printed."""

import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django
import psutil


@dataclass(frozen=True)
class Figure:
    """`bar` in words; `is_met` is None where no bar was set (`../shared/performance.md`)."""

    name: str
    value: str
    conditions: str
    bar: str = ""
    is_met: bool | None = None

    def line(self) -> str:
        verdict = {None: "", True: "  met", False: "  NOT MET"}[self.is_met]
        return f"{self.name:<44} {self.value:>22}  {self.bar:<18}{verdict:<9} {self.conditions}"


@dataclass(frozen=True)
class Spread:
    """Times of one kind of request, in seconds."""

    times: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.times) * 1000

    @property
    def p95(self) -> float:
        return self._below(0.95)

    @property
    def p99(self) -> float:
        return self._below(0.99)

    def _below(self, part: float) -> float:
        return sorted(self.times)[int(len(self.times) * part)] * 1000

    def __str__(self) -> str:
        return f"{self.median:.0f} ms, p95 {self.p95:.0f} ms"


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def conditions() -> str:
    """Name the machine and the engines, without which no figure means anything."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    memory = psutil.virtual_memory().total / 2**30
    busy = psutil.cpu_percent(interval=1)
    return (
        f"{psutil.cpu_count()} cores ({cpu}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"Django {django.__version__}; PostgreSQL and Redis of the wheels, durable, on the same cores as the load; "
        f"the machine was {busy:.0f} % busy before the start"
    )
