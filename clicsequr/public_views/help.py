"""H-01 to H-04: help by topic, help for a page, glossary, where to find a number."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clicsequr.forms import SearchForm
from clicsequr.help.articles import Article, article, article_for, text, topics
from clicsequr.help.return_address import return_address
from clicsequr.kernel.pages import page
from clicsequr.support import support_hours


@page(writes=())
def help_home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/help.html", _home_context())


@page(writes=())
def help_page(request: HttpRequest) -> HttpResponse:
    """H-02: the article of the page one comes from, or the home of the help, with the way back."""
    back = return_address(request.GET.get("retour", ""), request)
    found = article_for(back.view_name, back.argument) if back else article_for(request.GET.get("page", ""))
    way_back = {"back_url": back.url, "back_label": _("Revenir à la page")} if back else {}
    if found is None:
        return render(request, "public/help.html", _home_context() | way_back)
    return render(request, "public/help_article.html", _article_context(found) | way_back)


@page(writes=())
def help_article(request: HttpRequest, slug: str) -> HttpResponse:
    found = article(slug)
    if found is None:
        raise Http404
    return render(request, "public/help_article.html", _article_context(found))


@page(writes=())
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "public/text.html", {"text": text("glossary")})


@page(writes=())
def where_to_find(request: HttpRequest) -> HttpResponse:
    return render(request, "public/text.html", {"text": text("where-to-find")})


def _home_context() -> dict[str, Any]:
    return {"topics": topics(), "search_form": SearchForm(), "hours": support_hours()}


def _article_context(found: Article) -> dict[str, Any]:
    topic = next(topic for topic in topics() if topic.slug == found.topic)
    return {"article": found, "topic": topic, "hours": support_hours()}
