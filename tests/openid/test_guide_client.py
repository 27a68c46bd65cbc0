"""The client of docs/integrate.md, run as it stands there."""

import time
from pathlib import Path

import requests
from django.utils import timezone

from ministry_services.models import Consent
from ministry_services.services.endings import withdraw_consent
from tests.factories.enrolments import deliver_outbox
from tests.house.source import ROOT
from tests.openid.ministry import Customer, free_port, running
from tests.openid.site import Site
from tests.openid.visitor import Visitor
from tests.openid.world import enterprise_world
from tests.processes import wait_for


def test_the_client_of_the_guide_signs_in_refreshes_and_signs_out(site: Site, visitor: Visitor, tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
    (tmp_path / "client.py").write_text(guide.split("```python\n")[1].split("```")[0], encoding="utf-8")
    address = f"http://127.0.0.1:{free_port()}"
    world = enterprise_world(
        site,
        redirect_uris=(f"{address}/retour",),
        post_logout_redirect_uris=(f"{address}/",),
        backchannel_logout_uri=f"{address}/fermeture",
    )
    own = {"ISSUER": site.address, "SITE": address, "SERVICE": world.service.slug, "SCOPE": "openid profile enterprise"}
    own |= {"CLIENT_ID": world.known.client_id, "CLIENT_SECRET": world.known.secret, "PYTHONWARNINGS": "error"}
    customer = Customer(address, visitor)
    with running(str(tmp_path / "client.py"), own=own, address=f"{address}/", log=tmp_path / "client.log"):
        customer.go("/retour?code=x&state=y")
        assert "unknown_answer" in customer.text
        customer.enter("/acces", world.person)
        for told in (world.person.full_name, world.person.memberships.get().enterprise.neq, "service_access"):
            assert told in customer.text
        visitor.open(_press_leave(customer))
        assert visitor.left_for.startswith(f"{address}/")
        customer.go("/")
        assert "Accès au service" in customer.text

        customer.enter("/acces", world.person)
        withdraw_consent(Consent.objects.get().pk, by=world.person, now=timezone.now())
        deliver_outbox()
        customer.go("/")
        assert world.person.full_name not in customer.text
        told_at = int(time.time())
        wait_for(lambda: int(time.time()) > told_at, seconds=3, what="another second")
        customer.enter("/acces", world.person)
        assert world.person.full_name in customer.text
        visitor.open("/fr/entreprises/accueil/")
        form = next(form for form in visitor.forms() if form.action.endswith("/fr/session/fermer/"))
        visitor.send(form, {})
        deliver_outbox()
        customer.go("/")
        assert "Accès au service" in customer.text
        assert world.person.full_name not in customer.text


def _press_leave(customer: Customer) -> str:
    answer = customer.browser.post(f"{customer.site}/quitter", allow_redirects=False, timeout=30)
    assert isinstance(answer, requests.Response)
    return str(answer.headers["Location"])
