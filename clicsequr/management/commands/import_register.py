"""Fill a register from a file of Revenu Québec, or carry over the accounts of Clic Revenu (docs/register_files.md)."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from citizens.services.register_import import import_persons
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.register_file import BadHeader
from clicsequr.kernel.register_load import REJECTS_SUFFIX, Counts
from enterprises.services.register_import import import_enterprises, import_legacy_accounts

IMPORTS: dict[str, Callable[..., Counts]] = {
    "citizens": import_persons,
    "enterprises": import_enterprises,
    "legacy_accounts": import_legacy_accounts,
}
MIB = 1 << 20


class Command(BaseCommand):
    help = "Replace a register by the content of FILE: all at one instant, bad lines to FILE.rejects.csv."
    # They load every page, 28 MiB that an import has no use for: `upgrade` runs them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=sorted(IMPORTS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--allow-shrink", action="store_true", help="accept a file with less than half of the rows")

    def handle(self, *args: Any, register: str, file: Path, allow_shrink: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} is not a file.")
        if allow_shrink and register == "legacy_accounts":
            raise CommandError("--allow-shrink is for a whole register; accounts are only added.")
        bar = ProgressBar(file.stat().st_size)
        more = {"allow_shrink": True} if allow_shrink else {}
        try:
            counts = IMPORTS[register](file, by=SYSTEM, progress=bar.show, **more)
        except BadHeader as problem:
            raise CommandError(
                f"The first line must name the columns. Missing: {', '.join(problem.missing) or 'none'}. "
                f"Unknown: {', '.join(problem.unknown) or 'none'}."
            ) from problem
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        finally:
            bar.end()
        self.stdout.write(bar.summary(counts))
        if counts.rejected:
            self.stdout.write(f"Lines and reasons of the rejects: {file}{REJECTS_SUFFIX}")


class ProgressBar:
    """One line on standard error: rewritten twice a second on a terminal, every ten seconds a new one elsewhere."""

    WIDTH = 24

    def __init__(self, size: int) -> None:
        self.size = max(size, 1)
        self.started_at = self.shown_at = self.looked_at = time.monotonic()
        self.on_terminal = sys.stderr.isatty()
        self.every = 0.5 if self.on_terminal else 10.0
        self.peak = memory()

    def show(self, counts: Counts) -> None:
        now = time.monotonic()
        if now - self.looked_at > 0.5:
            self.looked_at, self.peak = now, max(self.peak, memory())
        if now - self.shown_at < self.every:
            return
        self.shown_at = now
        share = min(counts.bytes_read / self.size, 1.0)
        full = round(share * self.WIDTH)
        line = f"[{'#' * full}{'.' * (self.WIDTH - full)}] {share:4.0%}  {self.summary(counts)}"
        sys.stderr.write(f"\r{line}" if self.on_terminal else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self.on_terminal:
            sys.stderr.write("\n")

    def summary(self, counts: Counts) -> str:
        rows = counts.accepted + counts.rejected
        speed = rows / max(time.monotonic() - self.started_at, 0.001)
        return f"{counts.accepted} rows, {counts.rejected} rejected, {speed:.0f} rows/s, {self.peak // MIB} MiB at most"


def memory() -> int:
    """Give the resident memory of this process and of its children, pages shared by them counted each time."""
    own = psutil.Process()
    total: int = own.memory_info().rss
    for child in own.children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
