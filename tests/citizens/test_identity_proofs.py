"""Tying an account to a person: one account each, never two persons."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from accounts.models import JournalEntry, User
from accounts.states import Portal, UserState
from citizens.models import IdentityProof
from citizens.queries.identity import accounts_of
from citizens.services.identity import AnotherPerson, PersonHasAccount, keep_proof
from citizens.states import ProofMethod
from clicsequr.kernel.errors import NotAllowed
from tests.factories.enterprises import make_user

NOW = timezone.now()
PERSON = uuid4()


def make_citizen(state: str = UserState.ACTIVE) -> User:
    return make_user(Portal.CITIZENS, state=state)


def keep(user: User, reference: object = PERSON, **changes: object) -> IdentityProof:
    options = {"method": ProofMethod.NOTICE, "by": user, "now": NOW} | changes
    return keep_proof(user, reference=reference, **options)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_account_keeps_the_reference_and_no_number() -> None:
    citizen = make_citizen()
    proof = keep(citizen)
    assert (proof.user, proof.reference, proof.method, proof.verified_at) == (citizen, PERSON, "notice", NOW)
    assert list(accounts_of(PERSON)) == [citizen]
    fact = JournalEntry.objects.get()
    assert (fact.action, fact.subject_id, fact.details) == ("identity.proven", str(citizen.pk), {"method": "notice"})
    assert str(PERSON) not in f"{proof!r}"


@pytest.mark.django_db
def test_proving_again_renews_the_one_proof() -> None:
    citizen = make_citizen()
    first = keep(citizen)
    later = keep(citizen, now=NOW + timedelta(days=400))
    assert (later.pk, later.verified_at) == (first.pk, NOW + timedelta(days=400))
    assert IdentityProof.objects.count() == 1


@pytest.mark.django_db
def test_an_account_never_passes_to_another_person() -> None:
    citizen = make_citizen()
    keep(citizen)
    with pytest.raises(AnotherPerson):
        keep(citizen, uuid4())
    assert IdentityProof.objects.get().reference == PERSON
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", [UserState.PENDING, UserState.ACTIVE, UserState.SUSPENDED])
def test_a_person_has_one_account(state: str, settings: LazySettings) -> None:
    keep(make_citizen(state))
    second = make_citizen()
    with pytest.raises(PersonHasAccount):
        keep(second)
    assert accounts_of(PERSON).count() == 1
    settings.CITIZEN_SEVERAL_ACCOUNTS = True
    keep(second)
    assert accounts_of(PERSON).count() == 2


@pytest.mark.django_db
def test_a_closed_account_leaves_room_for_a_new_one() -> None:
    keep(make_citizen(UserState.CLOSED))
    citizen = make_citizen()
    keep(citizen)
    assert list(accounts_of(PERSON)) == [citizen]


@pytest.mark.django_db
@pytest.mark.parametrize("portal", [Portal.ENTERPRISES, Portal.AGENTS])
def test_only_an_account_of_a_citizen_has_an_identity(portal: str) -> None:
    user = make_user(portal)
    with pytest.raises(NotAllowed):
        keep(user)
    assert not IdentityProof.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_accounts_made_at_the_same_instant_are_not_both_the_first() -> None:
    citizens = [make_citizen() for _turn in range(4)]

    def attempt(citizen: User) -> bool:
        try:
            keep(citizen)
        except PersonHasAccount:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(citizens)) as pool:
        outcomes = list(pool.map(attempt, citizens))
    assert sorted(outcomes) == [False, False, False, True]
    assert IdentityProof.objects.count() == 1
