"""The operator's command that makes an agent, or gives one back their access (screens.md A-01)."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AgentDevice, JournalEntry, User
from accounts.services.agents import AGENT_PASSWORD
from accounts.services.throttles import count_failure
from ministry_services.models import Ministry, MinistryAgent

pytestmark = pytest.mark.django_db

WORDS = {"list_label_fr": "Eau", "list_label_en": "Water", "name_fr": "Eau", "name_en": "Water"}


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("create_agent", *arguments, stdout=output)
    return output.getvalue()


def printed(output: str, label: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(label)).rpartition(" ")[2]


def test_a_new_agent_gets_a_password_and_a_second_factor_shown_once() -> None:
    output = run("ag31", "--role", "agent", "--role", "supervisor")
    user = User.objects.get(username="A:AG31")
    assert sorted(user.groups.values_list("name", flat=True)) == ["agent", "supervisor"]
    assert user.check_password(printed(output, "Temporary password"))
    assert user.password_expires_at is not None
    assert printed(output, "Authenticator").startswith("otpauth://totp/")
    assert JournalEntry.objects.get().details == {"roles": ["agent", "supervisor"]}


def test_running_it_again_replaces_everything_and_forgets_the_failures() -> None:
    before = run("AG31", "--role", "agent")
    key = AgentDevice.objects.get().key
    for _turn in range(9):
        count_failure(AGENT_PASSWORD, "A:AG31", "192.0.2.1", now=timezone.now())
    after = run("AG31", "--role", "auditor")
    user = User.objects.get()
    assert list(user.groups.values_list("name", flat=True)) == ["auditor"]
    assert AgentDevice.objects.get().key != key
    assert not user.check_password(printed(before, "Temporary password"))
    assert user.check_password(printed(after, "Temporary password"))
    assert count_failure(AGENT_PASSWORD, "A:AG31", "192.0.2.1", now=timezone.now()) == 1


def test_a_ministry_agent_answers_for_the_ministries_named_and_no_other() -> None:
    water, woods = (Ministry.objects.create(code=code, **WORDS) for code in ("eau", "bois"))
    run("MIN1", "--role", "ministry", "--ministry", "eau")
    run("MIN1", "--role", "ministry", "--ministry", "bois")
    assert list(MinistryAgent.objects.values_list("ministry_id", flat=True)) == [woods.pk]
    assert water.agents.count() == 0


@pytest.mark.parametrize(
    "arguments",
    [["--role", "ministry"], ["--role", "ministry", "--ministry", "inconnu"], ["--role", "agent", "--ministry", "eau"]],
)
def test_a_role_and_a_ministry_that_do_not_fit_make_nobody(arguments: list[str]) -> None:
    Ministry.objects.create(code="eau", **WORDS)
    with pytest.raises(CommandError):
        run("AG31", *arguments)
    assert User.objects.count() == 0
