"""Measure on servers of the bench's own: `python -m tests.bench [--rows N] [--people N] [--accounts N] [what …]`."""

from argparse import ArgumentParser
from importlib import import_module

from tests.bench.figures import conditions
from tests.bench.ground import ground

WHAT = (
    "hash",
    "memory",
    "sign-in",
    "citizen",
    "creation",
    "timing",
    "submit",
    "journal",
    "import",
    "import-persons",
    "identity",
    "scale",
    "queue",
    "rights",
    "members",
    "openid",
    "openid-programs",
)


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.bench", description="Measure, with the conditions of the measure.")
    parser.add_argument("what", nargs="*", metavar="what", help=f"some of: {', '.join(WHAT)}; all by default")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the file to import")
    parser.add_argument("--queue", type=int, default=1_000_000, help="registrations in the full queue")
    parser.add_argument("--people", type=int, default=1_000_000, help="persons in the full register")
    parser.add_argument("--accounts", type=int, default=1_000_000, help="accounts in the full table")
    options = parser.parse_args()
    if unknown := set(options.what) - set(WHAT):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    machine = conditions()
    with ground() as folder:
        # The models need the settings, and the settings need the servers.
        measures = import_module("tests.bench.measures")
        print(f"{machine}\n", flush=True)
        for figure in measures.take(options.what or WHAT, folder=folder, sizes=vars(options)):
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
