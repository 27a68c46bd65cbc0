"""Steps that the tests of the citizens' sign-in share."""

import re

from django.http import HttpResponse
from django.test import Client

from accounts.models import EmailCode, User
from citizens.queries.security import answers_of, current_answer
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN

CODE_PAGE = "/fr/citoyens/session/"
PASSWORD_PAGE = "/fr/citoyens/session/mot-de-passe/"
QUESTION_PAGE = "/fr/citoyens/session/question/"
SENT_CODE_PAGE = "/fr/citoyens/session/question/code/"
HOME = "/fr/citoyens/accueil/"
CODE = "TREMBLAY27"
WRONG_ANSWER = "La réponse d’une autre personne"


def type_code(client: Client, code: str = CODE, *, query: str = "", **environ: str) -> HttpResponse:
    return client.post(f"{CODE_PAGE}{query}", {"user_code": code}, **environ)


def type_password(client: Client, password: str = PASSWORD, **environ: str) -> HttpResponse:
    return client.post(PASSWORD_PAGE, {"password": password}, **environ)


def reach_question(
    client: Client, code: str = CODE, password: str = PASSWORD, *, query: str = "", **environ: str
) -> HttpResponse:
    """Code and password: what comes before the question."""
    type_code(client, code, query=query, **environ)
    return type_password(client, password, **environ)


def question_asked(user: User) -> tuple[str, str]:
    """The question of this sign-in, and its right answer."""
    current = current_answer(answers_of(user.username))
    assert current is not None
    return current.question, dict(CHOSEN)[current.question]


def shown_question(client: Client) -> str:
    """The question the page shows, by the name its form sends back."""
    found = re.search(r'name="question" value="([\w-]+)"', client.get(QUESTION_PAGE).content.decode())
    assert found
    return found[1]


def answer(client: Client, user: User, typed: str | None = None, **environ: str) -> HttpResponse:
    """Answer the question of this sign-in, rightly when nothing is given."""
    question, right = question_asked(user)
    return client.post(QUESTION_PAGE, {"question": question, "answer": right if typed is None else typed}, **environ)


def sign_in(client: Client, user: User, *, query: str = "", **environ: str) -> HttpResponse:
    reach_question(client, user.user_code, query=query, **environ)
    return answer(client, user, **environ)


def latest_digits() -> str:
    """The code the outbox owes, as its mail would show it."""
    code = EmailCode.objects.order_by("created_at").last()
    assert code is not None
    return code.sealed_code
