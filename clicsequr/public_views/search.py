"""X-13: the search and the site map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clicsequr.forms import SearchForm
from clicsequr.help.articles import topics
from clicsequr.help.public_pages import GROUPS
from clicsequr.help.search import find
from clicsequr.kernel.pages import page
from ministry_services.queries.catalogue import all_services


@page(writes=())
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else None)
    if not form.is_valid():
        return render(request, "public/search.html", {"form": form})
    asked = form.cleaned_data["q"]
    context = {"form": form, "asked": asked, "results": find(asked, all_services())}
    return render(request, "public/search.html", context)


@page(writes=())
def site_map(request: HttpRequest) -> HttpResponse:
    context = {"groups": GROUPS, "services": all_services(), "topics": topics()}
    return render(request, "public/site_map.html", context)
