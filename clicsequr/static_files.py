"""Collect what WhiteNoise serves: `python -m clicsequr.static_files`, again only when the theme has changed."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

from clicsequr.embedded import environment

STAMP = ".collected_from"


def collect() -> bool:
    """Bring var/static up to date with the theme; say whether anything was collected.

    Django is loaded for a collection only: each `make demo` comes by here.
    """
    built_from = (settings.VAR_DIR / "theme" / ".built_from").read_text(encoding="utf-8")
    wanted = f"{built_from} django {django.__version__}\n"
    stamp = settings.STATIC_ROOT / STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicsequr.settings")
    environment.complete_for_a_build(os.environ)
    sys.stdout.write("Static files: collected.\n" if collect() else "Static files: nothing new.\n")


if __name__ == "__main__":
    main()
