"""The ministry's site alone, while clicSÉQUR is away: its pages open, and nobody is let in or out by mistake."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.openid.ministry import free_port, running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(tmp_path_factory.mktemp("ministry"))
    address = f"http://127.0.0.1:{free_port()}"
    given = {code: {"client_id": code, "secret": "s" * 43} for code in ("pesticides", "eau-et-sols", "air-et-climat")}
    known = {
        "site": address,
        "issuer": f"http://127.0.0.1:{free_port()}",
        "secret_key": "k" * 64,
        "applications": given,
    }
    (folder / "ministry.json").write_text(json.dumps(known), encoding="utf-8")
    command = ["-m", "gunicorn", f"--bind={address.removeprefix('http://')}", "--no-control-socket"]
    command.append("ministry_services.demo_site.wsgi")
    own = {"MINISTRY_FILE": str(folder / "ministry.json")}
    with running(*command, own=own, address=f"{address}/style.css", log=folder / "log"):
        yield address


def test_every_page_opens_in_both_languages_with_a_strict_policy(site: str) -> None:
    pages = ["", "plan-du-site/", "nous-joindre/", "a-propos/", "recherche/", "au-revoir/", "erreur/unreachable/"]
    for language, other in (("fr", "en"), ("en", "fr")):
        for page in [*pages, "phosphore/", "pesticides/certificat/"]:
            answer = requests.get(f"{site}/{language}/{page}", timeout=10)
            assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (200, True), page
            assert f'href="/{other}/{page}" lang="{other}"' in answer.text
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_home_leads_to_six_services(site: str) -> None:
    page = requests.get(f"{site}/", headers={"Accept-Language": "en-CA,fr;q=0.5"}, timeout=10)
    assert page.url == f"{site}/en/"
    assert page.text.count('class="button"') == 6
    assert page.text.count("?lang=en") == 6


def test_the_search_ignores_accents_and_says_when_it_finds_nothing(site: str) -> None:
    assert "/fr/prelevements/" in requests.get(f"{site}/fr/recherche/?q=PRELEVEMENTS+eau", timeout=10).text
    assert "Aucun service" in requests.get(f"{site}/fr/recherche/?q=<b>", timeout=10).text


def test_while_clicsequr_is_away_the_site_says_so(site: str) -> None:
    page = requests.Session().get(f"{site}/phosphore/?lang=fr", timeout=10)
    assert page.url == f"{site}/fr/phosphore/"
    assert "clicSÉQUR ne répond pas." in page.text


def test_a_logout_token_of_nobody_ends_nothing(site: str) -> None:
    for token in ("", "x.y.z"):
        answer = requests.post(f"{site}/fermeture/pesticides/", data={"logout_token": token}, timeout=10)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_an_act_without_its_form_token_is_refused(site: str) -> None:
    for act in ("verifier", "rafraichir", "brouillon", "quitter"):
        assert requests.post(f"{site}/fr/phosphore/{act}/", timeout=10).status_code == 403
        assert requests.get(f"{site}/fr/phosphore/{act}/", timeout=10).status_code == 405


def test_the_site_has_one_address(site: str) -> None:
    elsewhere = site.replace("127.0.0.1", "localhost")
    answer = requests.get(f"{elsewhere}/fr/", allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == f"{site}/fr/"
