"""What a person does between a ministry's application and its answer: code, password, question, consent."""

from accounts.models import User
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN
from tests.openid.visitor import Form, Visitor

LONGEST = 8


def typed_by(person: User, form: Form) -> dict[str, str] | None:
    """What the person types into a form of the sign-in, or nothing where it is another form."""
    if "password" in form.asked:  # the page of the password shows the code too
        return {"password": PASSWORD}
    if "user_code" in form.asked:
        return {"user_code": person.user_code}
    if "answer" in form.asked:
        return {"answer": dict(CHOSEN)[form.held["question"]]}
    return None


def sign_in(visitor: Visitor, person: User) -> None:
    """Fill in the forms of the sign-in, one page after the other, until a page asks nothing more of it."""
    for _turn in range(LONGEST):
        wanted = [(form, typed) for form in visitor.forms() if (typed := typed_by(person, form))]
        if visitor.left_for or not wanted:
            return
        visitor.send(*wanted[0])
    said = visitor.page.text
    raise AssertionError(f"Asked again and again: {visitor.page.url}\n{said[said.find('error-summary') :][:1500]}")


def agree(visitor: Visitor) -> None:
    """Press the button of the consent page that goes on."""
    form, button = visitor.button_named("continue")
    visitor.send(form, dict([button]))


def refuse(visitor: Visitor) -> None:
    form, button = visitor.button_named("refuse")
    visitor.send(form, dict([button]))


def answer_to(visitor: Visitor, person: User, address: str) -> dict[str, str]:
    """Bring a request to its answer as the person does; give the parameters of the answer."""
    visitor.open(address)
    sign_in(visitor, person)
    if not visitor.left_for:
        agree(visitor)
    assert visitor.left_for, f"{visitor.page.status_code} {visitor.page.url}\n{visitor.page.text[-3000:]}"
    return visitor.answer
