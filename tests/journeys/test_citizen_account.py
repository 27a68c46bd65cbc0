"""A person manages an account, takes a copy of it, undoes what a thief did, closes it and keeps it (K-01 to K-05)."""

import json
import re
from pathlib import Path

import pytest

from accounts.states import Portal
from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.factories.security_options import CHOSEN
from tests.journeys.conftest import Walk
from tests.journeys.registration_road import mailed_code
from tests.journeys.sessions import Person, answer_question, give_password
from tests.journeys.site import Site, text_of
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

OWNER = Person("COMPTE01", PASSWORD, portal=Portal.CITIZENS)
LEAVER = Person("COMPTE02", PASSWORD, portal=Portal.CITIZENS)
MAILBOX = "{}@exemple.ca"
# Accounts of these journeys alone: what happens to them is seen by no other test.
MAKE = """
from accounts.models import TermsAcceptance, TermsVersion
from tests.factories.security_options import make_person_with_options
user = make_person_with_options(user_code="{}", email="{}")
TermsAcceptance.objects.create(user=user, version=TermsVersion.objects.filter(portal="C").latest("in_force_on"))
"""


@pytest.fixture(scope="module")
def accounts(site: Site) -> None:
    for person in (OWNER, LEAVER):
        site.manage("shell", "-c", MAKE.format(person.user_code, MAILBOX.format(person.user_code.lower())))


def enter(walker: Walker, person: Person) -> Walker:
    give_password(walker, person)
    answer_question(walker, dict(CHOSEN))
    walker.is_at("Mon compte")
    return walker


def mail_link(site: Site, person: Person, subject: str) -> str:
    told = text_of(site.wait_for_mail(to=MAILBOX.format(person.user_code.lower()), subject=subject))
    found = re.search(r"https?://\S+", told)
    assert found, told
    return found[0]


def test_an_owner_changes_how_they_are_recognised_and_takes_a_copy(accounts: None, walk: Walk, tmp_path: Path) -> None:
    owner = enter(walk(), OWNER)
    owner.follow("Voir tous mes services")
    owner.is_at("Mes services")
    owner.go("/profil/")
    owner.is_at("Mon profil")
    owner.go("/citoyens/profil/image/")
    owner.is_at("Modifier votre image")
    owner.page.locator("[type=radio][value=phare]").check()
    owner.press("Enregistrer")
    owner.is_at("Mon profil")
    owner.go("/citoyens/profil/phrase/")
    owner.is_at("Modifier votre phrase")
    owner.submit_empty("Enregistrer")
    owner.choose("Écrire ma propre phrase")
    owner.fill("Votre phrase", "Trois loutres sous la passerelle")
    owner.press("Enregistrer")
    owner.is_at("Mon profil")
    assert "Trois loutres sous la passerelle" in owner.text()
    owner.go("/citoyens/profil/questions/")
    owner.is_at("Vos questions de sécurité")
    owner.go("/citoyens/profil/questions/1/")
    owner.submit_empty("Enregistrer")
    owner.follow("Annuler")
    owner.go("/citoyens/profil/renseignements/")
    owner.is_at("Télécharger mes renseignements")
    with owner.page.expect_download() as download:
        owner.follow("Télécharger le fichier")
    download.value.save_as(tmp_path / "copy.json")
    kept = json.loads((tmp_path / "copy.json").read_text(encoding="utf-8"))
    assert kept["recognition"]["phrase"] == "Trois loutres sous la passerelle"
    assert {"security.image_chosen", "account.data_exported"} <= {fact["code"] for fact in kept["activity"]}


def test_an_owner_ends_a_session_and_undoes_the_address_of_a_thief(accounts: None, site: Site, walk: Walk) -> None:
    thief, owner = enter(walk(), OWNER), enter(walk(), OWNER)
    thief.go("/profil/courriel/")
    thief.fill("Nouvelle adresse de courriel", "voleur@exemple.ca")
    thief.press("Enregistrer")
    thief.page.locator("[name=digits]").fill(mailed_code(thief, site, "voleur@exemple.ca"))
    thief.press("Continuer")
    thief.is_at("Mon profil")

    owner.go("/citoyens/accueil/")
    owner.is_at("Mon compte")
    assert "Adresse de courriel modifiée" in owner.text()
    owner.go("/profil/sessions/")
    owner.is_at("Sessions ouvertes")
    owner.press("Fermer toutes les autres sessions")
    owner.is_at("Sessions ouvertes")
    thief.go("/profil/")
    thief.is_at("Votre session a expiré")
    owner.page.goto(mail_link(site, OWNER, "Adresse de courriel modifiée"))
    owner.is_at("Annuler le changement d’adresse?")
    owner.press("Annuler le changement d’adresse")
    owner.is_at("Le compte est protégé")
    give_password(thief, OWNER)
    assert "Code d’utilisateur ou mot de passe inexact" in thief.text()
    owner.page.goto(mail_link(site, OWNER, "Choisissez un nouveau mot de passe clicSÉQUR"))
    owner.is_at("Confirmez que c’est vous")
    asked = owner.page.locator("[name=question]").get_attribute("value") or ""
    owner.page.locator("[name=answer]").fill(dict(CHOSEN)[asked])
    owner.press("Continuer")
    owner.is_at("Choisissez un nouveau mot de passe")
    owner.fill("Créez un mot de passe", NEW_PASSWORD)
    owner.press("Continuer")
    owner.is_at("Votre mot de passe est modifié")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_account_that_was_closed_is_kept_by_its_mail_and_by_a_sign_in(
    accounts: None, site: Site, walk: Walk, javascript: bool
) -> None:
    language = "fr" if javascript else "en"
    leaver = enter(walk(javascript=javascript, language=language), LEAVER)
    close(leaver)
    leaver.page.goto(mail_link(site, LEAVER, "Fermeture de votre compte clicSÉQUR").replace("/fr/", f"/{language}/"))
    if javascript:
        leaver.is_at("Garder votre compte")
        leaver.submit_empty("Garder mon compte")
        leaver.fill("Mot de passe", LEAVER.password)
        leaver.press("Garder mon compte")
        enter(leaver, LEAVER)
        close(leaver)
    give_password(leaver, LEAVER)
    answer_question(leaver, dict(CHOSEN))
    leaver.is_at("Voulez-vous garder votre compte?")
    leaver.press("Garder mon compte")
    leaver.is_at("Mon compte")


def close(leaver: Walker) -> None:
    leaver.go("/citoyens/fermeture/")
    leaver.is_at("Fermer votre compte")
    leaver.submit_empty("Fermer mon compte")
    leaver.choose("J’ai compris que mon compte sera fermé et ses renseignements effacés.")
    leaver.press("Fermer mon compte")
    leaver.is_at("Votre compte est fermé")
