"""The project's own files, as the house tests read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("clicsequr", "accounts", "ministry_services", "enterprises", "citizens")


@cache
def tracked() -> tuple[Path, ...]:
    """Give every file that git keeps or would keep."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for path in (ROOT / name for name in listing.stdout.splitlines()) if path.is_file())


def python_files(*, tests: bool = False) -> list[Path]:
    """Give the source files, without migrations; the tests' files too when asked."""
    tops = {*APPS, "tests"} if tests else set(APPS)
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops and "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def place(path: Path, line: int = 0) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
