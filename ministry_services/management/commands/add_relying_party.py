"""Register an application of a ministry: what an operator does when no integrator has an account yet."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.actors import SYSTEM
from ministry_services.models import Ministry, OnlineService, RelyingParty
from ministry_services.rules.public_keys import holds_a_private_key, read_key_set
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.catalogue_changes import propose_change
from ministry_services.services.relying_parties import Registered, TermsRefused, register_relying_party
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeKind, ClientAuthentication, RelyingPartyState, Scope, SigningAlgorithm


class Command(BaseCommand):
    help = (
        "Register an application; prints its client_id and its secret once. It serves nobody before somebody of the "
        "agents' desk publishes it (tab « Intégration »); --publish does it alone, with DEMO or DEBUG only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="the name people read when they are asked to agree")
        parser.add_argument("--ministry", help="code of the ministry (default: that of the services)")
        parser.add_argument("--service", action="append", required=True, dest="services", help="slug; may be repeated")
        parser.add_argument("--redirect", action="append", required=True, help="exact https address; may be repeated")
        parser.add_argument("--post-logout", action="append", default=[], help="exact https address; may be repeated")
        parser.add_argument("--backchannel", default="", help="https address told of each sign-out")
        parser.add_argument(
            "--authentication", choices=ClientAuthentication.values, default=ClientAuthentication.SECRET_BASIC
        )
        parser.add_argument("--public-keys", type=Path, metavar="FILE", help="JWKS, for private_key_jwt")
        parser.add_argument("--scope", action="append", choices=Scope.values, help="beside openid; may be repeated")
        parser.add_argument("--algorithm", choices=SigningAlgorithm.values, default=SigningAlgorithm.RS256)
        parser.add_argument("--sector", default="", help="the ministry's code, or code:word (default: the code)")
        parser.add_argument("--par", action="store_true", help="refuse requests that were not pushed (RFC 9126)")
        parser.add_argument("--dpop", action="store_true", help="bind every token to a key (RFC 9449)")
        parser.add_argument("--publish", action="store_true", help="at once, alone: DEMO or DEBUG only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] and not (settings.DEMO or settings.DEBUG):
            raise CommandError("--publish needs DEMO or DEBUG. A second person publishes at the agents' desk.")
        ministry = _ministry(options)
        keys = _keys(options["public_keys"])
        try:
            with override("en"):
                made = _register(ministry, options, keys)
        except TermsRefused as refusal:
            raise CommandError("\n".join(f"{fault.field}: {fault.text}" for fault in refusal.faults)) from refusal
        row: RelyingParty = made.relying_party
        self.stdout.write(f"client_id: {row.client_id}")
        if made.secret:
            self.stdout.write(f"client_secret, shown this once: {made.secret}")
        said = (
            "Published." if options["publish"] else "Draft: somebody publishes it at the agents' desk, « Intégration »."
        )
        self.stdout.write(said)


@transaction.atomic
def _register(ministry: Ministry, options: dict[str, Any], keys: dict[str, Any]) -> Registered:
    terms = Terms(
        name=options["name"],
        services=tuple(options["services"]),
        redirect_uris=tuple(options["redirect"]),
        post_logout_redirect_uris=tuple(options["post_logout"]),
        backchannel_logout_uri=options["backchannel"],
        authentication=options["authentication"],
        public_keys=keys,
        algorithm=options["algorithm"],
        sector=options["sector"],
        scopes=(Scope.OPENID, *(options["scope"] or [Scope.PROFILE])),
        requires_pushed_requests=options["par"],
        requires_dpop=options["dpop"],
    )
    state = RelyingPartyState.PUBLISHED if options["publish"] else RelyingPartyState.DRAFT
    made = register_relying_party(ministry, terms=terms, by=SYSTEM, state=state)
    if not options["publish"]:
        row = made.relying_party
        after = {**live_values(row), "state": RelyingPartyState.PUBLISHED}
        kind = ChangeKind.RELYING_PARTY
        now = timezone.now()
        propose_change(ministry, kind=kind, subject=row.client_id, name=row.name, after=after, by=SYSTEM, now=now)
    return made


def _ministry(options: dict[str, Any]) -> Ministry:
    found = OnlineService.objects.filter(slug__in=options["services"]).select_related("ministry")
    unknown = set(options["services"]) - {service.slug for service in found}
    if unknown:
        raise CommandError(f"Unknown service: {', '.join(sorted(unknown))}")
    ministries = {service.ministry for service in found}
    if len(ministries) > 1:
        raise CommandError("The services are those of several ministries: an application has one.")
    ministry = ministries.pop()
    if options["ministry"] not in {None, ministry.code}:
        raise CommandError(f"The services are those of « {ministry.code} », not of « {options['ministry']} ».")
    return ministry


def _keys(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {type(error).__name__}") from error
    if holds_a_private_key(text):
        raise CommandError(f"{file} holds a private key. Nothing was kept; give the public key only.")
    keys = read_key_set(text)
    if keys is None or not isinstance(keys.get("keys"), list):
        raise CommandError(f"{file} is not a JWKS: {json.dumps({'keys': ['…']}, ensure_ascii=False)}")
    return keys
