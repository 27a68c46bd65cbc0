"""Clic Revenu firms of before November 2007: carried over, then at each state of their LEW-4 form."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.queries.terms import current_terms
from accounts.states import Portal
from clicsequr.demonstration.cast import PASSWORD, Firm
from clicsequr.demonstration.registrations import PHONE
from enterprises.models import Member, PaperForm
from enterprises.paper_documents import paper_pdf
from enterprises.queries.paper_forms import paper_content
from enterprises.services.legacy_terms import accept_legacy_terms
from enterprises.services.paper_form_processing import (
    Verification,
    accept_paper_form,
    receive_paper_form,
    refuse_paper_form,
)
from enterprises.states import PaperFormRefusal

COLUMNS = ("neq", "rq_number", "user_code", "password", "first_name", "last_name", "email", "phone", "language")


def user_code_of(firm: Firm) -> str:
    return f"{firm.key.upper()}1"


def carry_over(firms: Sequence[Firm], *, folder: Path) -> None:
    """Import their accounts from a file, as an operator does."""
    path = folder / "demo_legacy_accounts.csv"
    password = make_password(PASSWORD)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for firm in firms:
            person = {"first_name": firm.first_name, "last_name": firm.last_name, "email": firm.email}
            numbers = {"neq": firm.neq, "rq_number": firm.rq_number, "user_code": user_code_of(firm)}
            writer.writerow({**numbers, **person, "password": password, "phone": PHONE, "language": "fr"})
    call_command("import_register", "legacy_accounts", str(path), stdout=StringIO(), stderr=StringIO())


def play(firm: Firm, *, by: User, now: datetime) -> str:
    """Bring a carried-over firm to the state of its form that its stage names."""
    member = Member.objects.select_related("user", "enterprise").get(user__user_code=user_code_of(firm))
    if firm.stage != "legacy_terms":
        terms = current_terms(Portal.ENTERPRISES, on=timezone.localdate(now))
        assert terms is not None  # noqa: S101  `upgrade` has loaded them
        accept_legacy_terms(member, number=terms.number, by=member.user, now=now)
    if firm.stage not in {"legacy_terms", "legacy_to_send"}:
        _send(member, firm.stage, by=by, now=now)
    return member.user.user_code


def _send(member: Member, stage: str, *, by: User, now: datetime) -> None:
    form = PaperForm.objects.get(enterprise=member.enterprise)
    signed = stage != "legacy_refused"
    seen = Verification(is_signed=signed, signatory_is_representative=True, is_legible=True)
    scan, day = paper_pdf(paper_content(form)), timezone.localdate(now)
    form = receive_paper_form(form, by=by, version=form.version, received_on=day, scan=scan, seen=seen)
    if stage == "legacy_processed":
        accept_paper_form(form, by=by, version=form.version, now=now)
    if stage == "legacy_refused":
        refuse_paper_form(form, by=by, version=form.version, code=PaperFormRefusal.UNSIGNED, now=now)
