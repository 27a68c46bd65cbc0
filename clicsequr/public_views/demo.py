"""A demonstration's own pages: whom to sign in as, the papers of persons, the mails that left. Nowhere else: 404."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.states import Portal
from citizens.images import image_named
from citizens.questions import question_named
from clicsequr.demo_mail import mail_names, read_mail
from clicsequr.demo_people import demo_people, password_of_all
from clicsequr.demonstration.persons import ANSWERS, IMAGE, PHRASE
from clicsequr.demonstration.refusals import trials
from clicsequr.help.markup import page_address
from clicsequr.kernel.pages import page

MAILS_A_PAGE = 25


@page(writes=())
def demo(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    people = demo_people()
    context = {"people": people, "password": password_of_all(people), "agents_url": page_address("agents:index")}
    ministry = {"ministry_url": settings.MINISTRY_URL, "trials": trials(people, site=settings.MINISTRY_URL)}
    return render(request, "public/demo.html", context | ministry)


@page(writes=())
def papers(request: HttpRequest) -> HttpResponse:
    """Show what each person of the demonstration would have on the table, and what all of them chose."""
    _only_in_demo()
    people = [person for person in demo_people() if person.portal == Portal.CITIZENS]
    answers = [(question_named(slug), answer) for slug, answer in ANSWERS]
    image = image_named(IMAGE)
    assert image is not None  # noqa: S101  one of the catalogue
    context = {"people": people, "image": image, "picture": f"theme/{image.path}", "phrase": PHRASE, "answers": answers}
    return render(request, "public/demo_papers.html", {**context, "password": password_of_all(people)})


@page(writes=())
def mails(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    shown = Paginator(mail_names(), MAILS_A_PAGE).get_page(request.GET.get("page"))
    found = [mail for name in shown if (mail := read_mail(name))]
    return render(request, "public/demo_mails.html", {"page": shown, "mails": found})


@page(writes=())
def mail(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_demo()
    found = read_mail(name)
    if found is None:
        raise Http404
    return render(request, "public/demo_mail.html", {"mail": found})


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
