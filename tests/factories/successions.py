"""Designations of another RSE, prepared or received at the desk."""

from typing import Any

from accounts.models import User
from enterprises.legal_forms import RepresentativeFunction
from enterprises.models import Enterprise, PaperForm, Representative
from enterprises.rules.successions import Successor
from enterprises.services.successions import prepare_succession
from tests.factories.agents import make_agent


def successor(**changes: Any) -> Successor:
    values = {
        "reason": "departure",
        "former_rses": "kept",
        "first_name": "Éva",
        "last_name": "St-Pierre",
        "email": "eva@exemple.ca",
        "phone": "",
        "language": "fr",
        **changes,
    }
    return Successor(**values)


def make_succession(enterprise: Enterprise, *, by: User | None = None, **changes: Any) -> PaperForm:
    by = by or make_agent().user
    return prepare_succession(enterprise, successor=successor(**changes), by=by)


def make_representative(enterprise: Enterprise) -> Representative:
    return Representative.objects.create(
        enterprise=enterprise,
        first_name="Réal",
        last_name="Côté",
        function=RepresentativeFunction.PRESIDENT,
        phone="4185550123",
        email="real.cote@exemple.ca",
    )
