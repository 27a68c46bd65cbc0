"""Run mypy with the settings its Django plugin loads: `python -m tests.check_types`."""

import os
import sys

from mypy.main import main

from clicsequr.embedded import environment

if __name__ == "__main__":
    environment.complete_for_a_build(os.environ)
    main(args=sys.argv[1:], clean_exit=True)
