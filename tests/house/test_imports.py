"""Imports run one way (pyproject.toml, the contracts)."""

import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]
