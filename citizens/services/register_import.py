"""Filling the register of persons from Revenu Québec's file."""

from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from citizens import events
from citizens.models import RegisteredPerson
from citizens.register_rows import ADDRESS_COLUMNS, CSV_COLUMNS, NAS_SPACE, TABLE_COLUMNS, read_row
from clicsequr.kernel.register_file import RowReader
from clicsequr.kernel.register_load import Counts, Progress, RegisterFormat, replace_register

# Held by an import and by a rotation of keys, which both write the whole table.
REGISTER_LOCK = 7110703
_read_row: RowReader = read_row

FORMAT = RegisterFormat(
    table=RegisteredPerson._meta.db_table,  # noqa: SLF001 - _meta is public
    csv_columns=CSV_COLUMNS,
    table_columns=TABLE_COLUMNS,
    read_row=_read_row,
    keys=[("duplicate_nas", NAS_SPACE)],
    lock=REGISTER_LOCK,
    later_columns=ADDRESS_COLUMNS,
)


@transaction.atomic
def import_persons(path: Path, *, by: User | OutsideActor, progress: Progress, allow_shrink: bool = False) -> Counts:
    """Make the register hold what the file holds, at one instant; bad lines go to FILE.rejects.csv.

    Refuse while another import runs, a file without the right header, and one that would lose half of the register.
    """
    counts = replace_register(path, FORMAT, progress=progress, allow_shrink=allow_shrink)
    # The subject is the whole register: no person has this reference.
    whole = RegisteredPerson(pk=UUID(int=0))
    record(events.REGISTER_IMPORTED, by=by, subject=whole, accepted=counts.accepted, rejected=counts.rejected)
    return counts
