"""A citizen who entered a service with an open session, and an ID token that the service keeps of it."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from accounts.models import User
from ministry_services.access_policy import Access
from ministry_services.models import Authorization, PairwiseSubject, RelyingParty
from ministry_services.provider.id_tokens import id_token_for
from tests.factories.authorizations import make_authorization


def enter(client: Client, user: User, relying_party: RelyingParty, **changes: Any) -> Authorization:
    """Give what the application holds of the session in hand."""
    subject, _new = PairwiseSubject.objects.get_or_create(
        user=user, sector=relying_party.sector, defaults={"subject": f"sujet-{relying_party.sector}-{user.user_code}"}
    )
    session = client.session
    if "sid" not in session:  # `force_login` goes by no sign-in of ours
        session["sid"] = str(uuid4())
        session.save()
    values = {"sid": UUID(session["sid"]), "subject": subject.subject, **changes}
    return make_authorization(relying_party, user=user, **values)


def id_token_of(authorization: Authorization) -> str:
    return id_token_for(authorization, nonce="", access_token="essai", access=Access(allowed=True), now=timezone.now())
