"""How people of the journeys open their sessions."""

import json
import re
from base64 import b32decode
from collections.abc import Mapping
from dataclasses import dataclass

from django_otp.oath import totp

from accounts.states import Portal
from clicsequr.demonstration import persons
from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.journeys.site import Site
from tests.journeys.walker import Walker


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in: with a key when a second factor is asked of them."""

    user_code: str
    password: str = PASSWORD
    key: str = ""
    portal: str = Portal.ENTERPRISES

    def six_digits(self, *, turn: int = 0) -> str:
        """Give the code their authenticator shows now; turns -1 and 1 are its neighbours, which a slow clock shows."""
        return f"{totp(b32decode(self.key), drift=turn):06d}"


def new_agent(site: Site, user_code: str, *arguments: str) -> Person:
    """Create an agent as an operator does, and read what the command prints."""
    printed = site.manage("create_agent", user_code, *arguments)
    password = re.search(r"good for a week: (\S+)", printed)
    key = re.search(r"secret=(\w+)", printed)
    assert password
    assert key
    return Person(user_code, password[1], key[1])


def demo_people(site: Site) -> dict[str, Person]:
    """Give the people of the demonstration who have an account, by what their note begins with or by their code."""
    people = json.loads((site.folder / "demo.json").read_text(encoding="utf-8"))
    known = [
        (one, Person(one["code"], one["password"], one.get("totp", ""), one["portal"])) for one in people if one["code"]
    ]
    return {(one["note"].split(" (")[0] or person.user_code): person for one, person in known}


def open_session(walker: Walker, person: Person) -> None:
    """Sign in as people of the person's portal do."""
    roads = {Portal.AGENTS.value: sign_in_agent, Portal.CITIZENS.value: sign_in_citizen}
    roads.get(person.portal, sign_in)(walker, person)


def sign_in(walker: Walker, person: Person, *, path: str = "/entreprises/session/") -> None:
    """S-01 and S-02, from the sign-in page or from an address that leads to it."""
    walker.go(path)
    walker.fill("Code d’utilisateur", person.user_code)
    walker.press("Continuer")
    walker.fill("Mot de passe", person.password)
    walker.press("Ouvrir une session")


def sign_in_citizen(walker: Walker, person: Person, *, path: str = "/citoyens/session/") -> None:
    """S-01 to S-03; who has an authenticator is not asked a question."""
    give_password(walker, person, path=path)
    if person.key:
        walker.fill("Code de confirmation", person.six_digits())
        walker.press("Ouvrir une session")
    else:
        answer_question(walker, dict(persons.ANSWERS))


def give_password(walker: Walker, person: Person, *, path: str = "/citoyens/session/") -> None:
    """S-01 and S-02."""
    walker.go(path)
    walker.fill("Code d’utilisateur", person.user_code)
    walker.press("Continuer")
    walker.fill("Mot de passe", person.password)
    walker.press("Continuer")


def answer_question(walker: Walker, answers: Mapping[str, str]) -> None:
    """S-03: give the answer to the question that is asked, by its slug."""
    asked = walker.page.locator("[name=question]").get_attribute("value") or ""
    walker.page.locator("[name=answer]").fill(answers[asked])
    walker.press("Ouvrir une session")


def sign_in_agent(walker: Walker, person: Person, *, turn: int = 0) -> None:
    """A-01: code, password, second factor."""
    walker.go("/agents/")
    walker.fill("Code d’agent", person.user_code)
    walker.fill("Mot de passe", person.password)
    walker.press("Continuer")
    walker.fill("Code de votre application d’authentification", person.six_digits(turn=turn))
    walker.press("Ouvrir une session")


def sign_in_agent_first(walker: Walker, agent: Person) -> None:
    """A-01 on the first day: a password of one's own follows the temporary one. Every page is looked at."""
    walker.go("/agents/")
    walker.is_at("Ouvrir une session (agents)")
    walker.submit_empty()
    walker.fill("Code d’agent", agent.user_code)
    walker.fill("Mot de passe", agent.password)
    walker.press("Continuer")
    walker.is_at("Second facteur")
    walker.submit_empty("Ouvrir une session")
    walker.fill("Code de votre application d’authentification", agent.six_digits())
    walker.press("Ouvrir une session")
    walker.is_at("Choisissez votre mot de passe")
    walker.submit_empty("Enregistrer le mot de passe")
    walker.fill("Créez un mot de passe", NEW_PASSWORD)
    walker.press("Enregistrer le mot de passe")
    walker.check()
