"""Without PostgreSQL: one plain page that says to come back. Without Redis: every page as usual, mail waits."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage
from enterprises.models import Registration
from tests.accounts.sign_in_steps import is_signed_in, sign_in
from tests.factories.enterprises import make_rse

SESSION = {"HTTP_COOKIE": f"sessionid={'a' * 32}"}


@pytest.fixture
def without_postgresql(django_db_blocker: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the connection where no server listens."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
        yield
        connection.close()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path",
    ["/fr/clicsequr/", "/fr/entreprises/session/mot-de-passe/", "/fr/agents/activations/", "/en/messages/", "/fr/"],
)
def test_without_postgresql_a_page_says_to_come_back(without_postgresql: None, path: str, method: str) -> None:
    client = Client(raise_request_exception=False)
    answer = getattr(client, method)(path, {"password": "x"}, **SESSION)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert "Service temporairement non disponible" in page
    assert "Service temporarily unavailable" in page
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    for trace in ("Traceback", "psycopg", "/nowhere", "OperationalError"):
        assert trace not in page


def test_without_postgresql_the_probes_tell_it(without_postgresql: None) -> None:
    ready = Client().get("/health/ready")
    assert (ready.status_code, ready.json()["database"], ready.json()["redis"]) == (503, "down", "ok")
    assert Client().get("/health/live").status_code == 200


@pytest.mark.django_db
def test_without_redis_people_go_on_and_the_mail_waits(settings: LazySettings) -> None:
    settings.REDIS_URL = "unix:///nowhere?db=0"
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere"
    client = Client()
    sign_in(client, make_rse().user.user_code)
    assert is_signed_in(client)
    assert client.get(reverse("enterprises:home")).status_code == 200
    visitor = Client()
    visitor.post(reverse("enterprises:registration-start"))
    sent = {"name": "Odile", "email": "odile@exemple.ca", "subject": "Question", "body": "Bonjour"}
    assert visitor.post(reverse("contact"), sent).status_code == 302
    assert (Registration.objects.count(), OutboxMessage.objects.filter(done_at=None).count()) == (1, 1)
    ready = Client().get("/health/ready")
    assert (ready.status_code, ready.json()["database"], ready.json()["redis"]) == (200, "ok", "down")
