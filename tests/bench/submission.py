"""The submission of an enrolment: enterprise, representative, account, journal and mail owed, in one request."""

from django.test import override_settings

from accounts.models import OutboxMessage, Throttle
from enterprises.legal_forms import LegalForm
from enterprises.models import Registration
from enterprises.steps import Step
from tests.bench.figures import Figure, Spread
from tests.bench.web import Browser, Web, timed
from tests.factories.registrations import Applicant, answers_for, make_terms, neq_of

PAGE = f"/fr/entreprises/inscription/etape/{Step.CHECK}/"
DRAFTS, AT_ONCE = 30, 4


def measure(web: Web) -> list[Figure]:
    make_terms()
    with override_settings(ARGON2_TIME_COST=1, ARGON2_MEMORY_KIB=8192):  # the drafts are only made, not measured
        browsers = [Browser(web, _cookies()) for _turn in range(DRAFTS)]
    for browser in browsers:
        assert browser.get(PAGE) == 200
    before = OutboxMessage.objects.count()
    alone, _wall = timed(submit, browsers[: DRAFTS // 2], at_once=1)
    together, wall = timed(submit, browsers[DRAFTS // 2 :], at_once=AT_ONCE)
    assert OutboxMessage.objects.count() - before == DRAFTS
    return [
        Figure("submission of an enrolment, alone", str(Spread(alone)), f"{DRAFTS // 2} submissions one by one"),
        Figure(f"submission, {AT_ONCE} at once", str(Spread(together)), f"{len(together) / wall:.0f}/s"),
    ]


def _cookies() -> dict[str, str]:
    """Fill an enrolment to its last page, as a browser does."""
    Throttle.objects.all().delete()  # one address may not ask for so many codes in so short a time
    form = LegalForm.CORPORATION
    applicant = Applicant(answers_for(form, neq=neq_of(form)))
    applicant.walk(until=Step.CHECK)
    assert Registration.objects.filter(pk=applicant.draft.pk, state="draft").exists()
    return {name: morsel.value for name, morsel in applicant.client.cookies.items()}


def submit(browser: Browser) -> None:
    assert browser.post(PAGE, terms_accepted="on") == 302
    assert browser.location.endswith("/transmise/"), browser.location
