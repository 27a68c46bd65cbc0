#!/usr/bin/env python3
"""Run a management command; without DATABASE_URL and REDIS_URL, on embedded servers under var/."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from clicsequr.embedded import environment
from clicsequr.embedded.children import ServerFailed

# These change the schema or its rights; every other command runs with the rights of the application.
OWNER_COMMANDS = {"migrate", "upgrade", "createcachetable", "flush", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicsequr.settings")
    try:
        lease = environment.complete(os.environ, environment.folder_of(os.environ))
    except ServerFailed as failure:
        sys.exit(str(failure))
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        environment.act_as_owner(os.environ)
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    finally:
        if lease:
            lease.release()


if __name__ == "__main__":
    main()
