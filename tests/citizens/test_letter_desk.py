"""The agents' letter queue: printed once by one agent, posted, cancelled; only the paper shows a code."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry
from accounts.services.journal import record
from accounts.states import AgentRole
from citizens import events
from citizens.letter_documents import letters_file_name, letters_pdf
from citizens.models import CodeLetter, RegisteredPerson
from citizens.queries.letters import letter_contents, printed_batch
from citizens.rules.agent_help import ViewReason
from citizens.rules.letters import format_letter_code
from citizens.services.code_letters import LetterMismatch
from citizens.services.letter_posting import cancel_letter, post_letters, print_letters
from clicsequr.kernel.errors import NotAllowed
from tests.citizens.test_code_letters import verify
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.letters import asked_letter, posted_letter, printed_letter
from tests.factories.persons import NAS, make_registered_person, next_nas
from tests.factories.secrets import LETTER_CODE, STREET
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
QUEUE = "agents:letters"


@pytest.fixture(autouse=True)
def a_code_that_the_sentinel_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citizens.services.code_letters.new_letter_code", lambda: LETTER_CODE)


@pytest.fixture
def agent(client: Client) -> Agent:
    signed_in = make_agent()
    sign_in_agent(client, signed_in)
    return signed_in


def text(response: Any) -> str:
    return response.content.decode()


def act(client: Client, name: str, *letters: CodeLetter) -> Any:
    typed = {"act": name, "letter": [str(letter.pk) for letter in letters]}
    return client.post(reverse(QUEUE), typed, follow=True)


def queue(client: Client, show: str) -> str:
    return text(client.get(reverse(QUEUE), {"show": show}))


def state_of(letter: CodeLetter) -> str:
    return CodeLetter.objects.get(pk=letter.pk).state


def facts(action: str) -> list[str]:
    return list(JournalEntry.objects.filter(action=action).values_list("actor_id", flat=True))


def words_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize("role", AgentRole.values)
def test_each_role_sees_its_own_pages(client: Client, role: str) -> None:
    letter = printed_letter()
    sign_in_agent(client, make_agent(role))
    desk = 200 if role in {"agent", "supervisor"} else 404
    paper = 200 if role == "agent" else 404
    assert client.get(reverse(QUEUE)).status_code == desk
    assert client.get(reverse("agents:letter", args=[letter.pk])).status_code == desk
    assert client.get(reverse("agents:letter-cancel", args=[letter.pk])).status_code == desk
    assert client.get(reverse("agents:letters-file", args=[letter.batch])).status_code == paper


@pytest.mark.parametrize("role", [AgentRole.SUPERVISOR, AgentRole.AUDITOR, AgentRole.MINISTRY])
def test_only_an_agent_prints_and_posts(role: str) -> None:
    other, letter = make_agent(role).user, asked_letter()
    with pytest.raises(NotAllowed):
        print_letters([letter.pk], by=other, now=NOW)
    with pytest.raises(NotAllowed):
        post_letters([letter.pk], by=other, now=NOW)
    assert state_of(letter) == "to_print"


def test_a_supervisor_reads_the_queue_without_its_buttons(client: Client) -> None:
    letter = asked_letter()
    sign_in_agent(client, make_agent(AgentRole.SUPERVISOR))
    page = queue(client, "to_print")
    assert letter.number in page
    assert "Imprimer les lettres cochées" not in page
    assert "n’avez pas le droit" in text(act(client, "print", letter))
    assert state_of(letter) == "to_print"


@pytest.mark.parametrize("role", [AgentRole.AUDITOR, AgentRole.MINISTRY])
def test_others_cannot_send_the_page_either(client: Client, role: str) -> None:
    letter = asked_letter()
    sign_in_agent(client, make_agent(role))
    assert act(client, "print", letter).status_code == 404
    assert state_of(letter) == "to_print"


def test_a_visitor_and_a_person_of_a_portal_reach_nothing(client: Client) -> None:
    letter = printed_letter()
    names = [(QUEUE, []), ("agents:letter", [letter.pk]), ("agents:letters-file", [letter.batch])]
    for name, args in names:
        assert client.get(reverse(name, args=args)).status_code == 302
    assert letter.number not in text(client.get(reverse(QUEUE), follow=True))


@pytest.mark.parametrize("show", ["to_print", "printed", "overdue", "%"])
def test_an_empty_list_says_so(client: Client, agent: Agent, show: str) -> None:
    assert "Aucune lettre dans cette liste." in queue(client, show)


def test_a_letter_is_printed_then_posted_and_leaves_the_queue(client: Client, agent: Agent) -> None:
    letter = asked_letter()
    page = text(act(client, "print", letter))
    printed = CodeLetter.objects.get()
    assert (printed.state, printed.printed_by) == ("printed", agent.user)
    assert reverse("agents:letters-file", args=[printed.batch]) in page
    file = client.get(reverse("agents:letters-file", args=[printed.batch]))
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'inline; filename="{letter.number}.pdf"'
    assert file["Cache-Control"] == "no-store"
    assert format_letter_code(letter.code or "") in words_of(file.content)[0]
    assert "1 lettre est notée comme postée." in text(act(client, "post", letter))
    assert state_of(letter) == "posted"
    for action in ("letter.printed", "letter.file_taken", "letter.posted"):
        assert facts(action) == [str(agent.user.pk)]
    assert letter.number not in queue(client, "printed")
    assert client.get(reverse("agents:letters-file", args=[printed.batch])).status_code == 404


def test_no_page_of_the_desk_shows_a_code_or_an_address(client: Client, agent: Agent) -> None:
    letter = printed_letter()
    pages = queue(client, "printed") + text(client.get(reverse("agents:letter", args=[letter.pk])))
    for secret in (letter.code or "-", format_letter_code(letter.code or "-"), STREET, "O'Neil", "O&#x27;Neil"):
        assert secret not in pages


def test_printing_again_gives_the_same_code_in_a_new_file(client: Client, agent: Agent) -> None:
    letter = printed_letter(by=agent.user)
    act(client, "again", letter)
    again = CodeLetter.objects.get()
    assert (again.state, again.code) == ("printed", letter.code)
    assert again.batch != letter.batch
    assert client.get(reverse("agents:letters-file", args=[letter.batch])).status_code == 404


def test_what_another_agent_has_just_taken_is_left_and_told(client: Client, agent: Agent) -> None:
    letter = printed_letter()
    page = text(act(client, "print", letter))
    assert "1 lettre n’a pas été prise" in page
    assert "Le fichier est prêt" not in page
    assert CodeLetter.objects.get().batch == letter.batch


def test_posting_twice_changes_nothing_more(client: Client, agent: Agent) -> None:
    letter = printed_letter()
    act(client, "post", letter)
    posted = CodeLetter.objects.get()
    assert "étaient déjà notées" in text(act(client, "post", letter))
    assert CodeLetter.objects.get().posted_at == posted.posted_at
    assert len(facts("letter.posted")) == 1


@pytest.mark.parametrize("typed", [{}, {"letter": "x"}, {"letter": "00000000-0000-0000-0000-000000000000"}])
def test_nothing_chosen_does_nothing(client: Client, agent: Agent, typed: dict[str, str]) -> None:
    letter = asked_letter()
    client.post(reverse(QUEUE), {"act": "print", **typed})
    assert state_of(letter) == "to_print"


def test_a_person_who_left_the_register_is_not_printed_and_the_agent_is_told(client: Client, agent: Agent) -> None:
    letter = asked_letter()
    RegisteredPerson.objects.all().delete()
    page = text(act(client, "print", letter))
    assert f"La personne de la lettre {letter.number} n’a plus d’adresse au registre." in page
    assert state_of(letter) == "to_print"


def test_while_the_register_does_not_answer_nothing_is_printed(client: Client, agent: Agent) -> None:
    letter = asked_letter()

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "citizens_registeredperson" in sql:
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        assert "Le registre de Revenu Québec ne répond pas." in text(act(client, "print", letter))
    assert state_of(letter) == "to_print"


def test_a_letter_that_waits_too_long_is_overdue(client: Client, agent: Agent, settings: LazySettings) -> None:
    late = asked_letter(now=NOW - timedelta(days=settings.CODE_LETTER_OVERDUE_DAYS, minutes=1))
    assert late.number in queue(client, "overdue")
    assert "En retard" in queue(client, "to_print")


@pytest.mark.parametrize("make", [asked_letter, printed_letter])
def test_a_cancelled_letter_proves_nothing(client: Client, agent: Agent, make: Any) -> None:
    letter = make()
    address = reverse("agents:letter-cancel", args=[letter.pk])
    assert "Choisissez un motif" in text(client.post(address, {"reason": ""}))
    assert state_of(letter) != "cancelled"
    assert "son code ne servira pas" in text(client.post(address, {"reason": "letter_lost"}, follow=True))
    kept = CodeLetter.objects.get()
    assert (kept.state, kept.code) == ("cancelled", None)
    assert JournalEntry.objects.get(action="letter.cancelled").reason == "letter_lost"
    assert "il n’y a rien à annuler" in text(client.post(address, {"reason": "letter_lost"}, follow=True))


def test_a_posted_letter_can_be_stopped(client: Client, agent: Agent) -> None:
    letter, code = posted_letter()
    cancel_letter(letter, by=agent.user, reason="letter_not_asked", now=NOW)
    with pytest.raises(LetterMismatch):
        verify(code)


def test_each_view_of_a_letter_is_in_the_journal(client: Client, agent: Agent) -> None:
    letter = asked_letter()
    for _turn in range(2):
        client.get(reverse("agents:letter", args=[letter.pk]))
    assert facts("agent.file_viewed") == [str(agent.user.pk)] * 2


def test_whose_letter_it_is_shows_only_to_who_gave_a_reason(client: Client, agent: Agent) -> None:
    letter, person = asked_letter(), make_person(user_code="TREMBLAY27")
    record(events.LETTER_CODE_MISMATCHED, by=person, subject=letter.registered_person, letter=letter.number)
    page = reverse("agents:letter", args=[letter.pk])
    assert "TREMBLAY27" not in text(client.get(page))
    client.post(reverse("agents:citizens"), {"typed": letter.number, "reason": ViewReason.values[0]})
    assert "TREMBLAY27" in text(client.get(page))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_costs_the_same_with_one_letter_and_thirty(
    client: Client, agent: Agent, rows: int, django_assert_num_queries: Any
) -> None:
    person = make_registered_person()
    for number in range(rows):
        CodeLetter.objects.create(number=f"LET-{number}", person=next_person(person, number), code_index=b"")
    client.get(reverse(QUEUE))
    # Session, account, device, roles; letters counted then read.
    with django_assert_num_queries(6):
        client.get(reverse(QUEUE))


def next_person(person: RegisteredPerson, number: int) -> Any:
    return person.pk if number == 0 else make_registered_person(next_nas()).pk


def test_the_file_holds_each_letter_in_its_own_language_and_is_tagged(settings: LazySettings) -> None:
    settings.DEMO_BANNER = True
    agent = make_agent().user
    letters = [asked_letter(), asked_letter(next_nas(), language="fr")]
    english = CodeLetter.objects.get(pk=letters[1].pk)
    CodeLetter.objects.filter(pk=english.pk).update(language="en")
    batch = print_letters([letter.pk for letter in letters], by=agent, now=NOW).batch
    contents = letter_contents(printed_batch(batch))
    pdf = letters_pdf(contents)
    french, other = words_of(pdf)
    assert "Ceci est un modèle, pas une lettre officielle de Revenu Québec." in french
    assert "démonstration : personne et adresse fictives" in french.replace("\u00a0", " ")
    assert "This is a template, not an official letter of Revenu Québec." in other
    for page, letter in zip((french, other), letters, strict=True):
        assert letter.number in page
        assert format_letter_code(letter.code or "") in page
        assert STREET in page
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "fr-CA"
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert letters_file_name(contents) == f"{contents[0].number}_2.pdf"


def test_a_name_that_no_font_has_does_not_cost_the_letter() -> None:
    letter = asked_letter(city="Sainte-漢字 #panic(1)")
    print_letters([letter.pk], by=make_agent().user, now=NOW)
    letter.refresh_from_db()
    page = words_of(letters_pdf(letter_contents(printed_batch(letter.batch))))[0]  # type: ignore[arg-type]
    assert "#panic(1)" in page
    assert NAS not in page
