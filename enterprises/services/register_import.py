"""Filling the register of enterprises from Revenu Québec's file."""

from pathlib import Path

from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.register_file import RejectedRow, RowReader, read_chunks, records
from clicsequr.kernel.register_load import Counts, Progress, RegisterFormat, only_one, rejects_file, replace_register
from enterprises import events, legacy_rows
from enterprises.models import RegisteredEnterprise
from enterprises.register_rows import CSV_COLUMNS, NEQ_SPACE, RQ_SPACE, TABLE_COLUMNS, read_row
from enterprises.services.legacy_accounts import NotCarriedOver, carry_over_legacy_account

# Held by an import and by a rotation of keys, which both write the whole table.
REGISTER_LOCK = 7110702
_read_row: RowReader = read_row

FORMAT = RegisterFormat(
    table=RegisteredEnterprise._meta.db_table,  # noqa: SLF001 - _meta is public
    csv_columns=CSV_COLUMNS,
    table_columns=TABLE_COLUMNS,
    read_row=_read_row,
    keys=[("duplicate_neq", NEQ_SPACE), ("duplicate_rq_number", RQ_SPACE)],
    lock=REGISTER_LOCK,
)


@transaction.atomic
def import_enterprises(
    path: Path, *, by: User | OutsideActor, progress: Progress, allow_shrink: bool = False
) -> Counts:
    """Make the register hold what the file holds, at one instant; bad lines go to FILE.rejects.csv.

    Refuse while another import runs, a file without the right header, and one that would lose half of the register.
    """
    counts = replace_register(path, FORMAT, progress=progress, allow_shrink=allow_shrink)
    # The subject is the whole register: no row of it is number 0.
    whole = RegisteredEnterprise(pk=0)
    record(events.REGISTER_IMPORTED, by=by, subject=whole, accepted=counts.accepted, rejected=counts.rejected)
    return counts


def import_legacy_accounts(path: Path, *, by: User | OutsideActor, progress: Progress) -> Counts:
    """Carry over each account of the file in a transaction of its own; what is already there is left as it is.

    Refuse while the register is being imported: its entries say who is of Clic Revenu.
    """
    accepted = rejected = 0
    with only_one(REGISTER_LOCK), path.open("rb") as file, rejects_file(path) as reject:
        for chunk in read_chunks(file, legacy_rows.CSV_COLUMNS):
            for line, values in records(chunk):
                try:
                    if isinstance(values, RejectedRow):
                        raise values
                    carry_over_legacy_account(legacy_rows.read_account(values), by=by)
                    accepted += 1
                except RejectedRow as problem:
                    reject([(line, problem.reason)])
                    rejected += 1
                except NotCarriedOver as refusal:
                    reject([(line, refusal.code)])
                    rejected += 1
            progress(Counts(accepted, rejected, file.tell()))
    return Counts(accepted, rejected, path.stat().st_size)
