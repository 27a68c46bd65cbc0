"""The tags and components that pages are made of."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Engine, Template, TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from clicsequr.templatetags.interface import LARGEST_SHELF, KeptText


def show(source: str, **context: object) -> str:
    return Template("{% load interface %}" + source).render(Context(context))


def test_a_title_serves_head_and_heading():
    base = "{% load interface %}<title>{% block title %}x{% endblock %}</title><h1>{% repeat_block 'title' %}</h1>"
    child = '{% extends "base" %}{% block title %}Vos {{ thing }}{% endblock %}'
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"base": base, "page": child})],
        libraries={"interface": "clicsequr.templatetags.interface"},
    )
    page = engine.get_template("page").render(Context({"thing": "<services>"}))
    assert page == "<title>Vos &lt;services&gt;</title><h1>Vos &lt;services&gt;</h1>"


def test_a_repeated_block_needs_one_name():
    with pytest.raises(TemplateSyntaxError):
        show("{% repeat_block %}")


def test_a_component_wraps_its_content_and_escapes_the_rest():
    markup = show('{% component "details" summary=words %}<p>{{ words }}</p>{% endcomponent %}', words="<b>")
    assert '<span class="govuk-details__summary-text">&lt;b&gt;</span>' in markup
    assert "<p>&lt;b&gt;</p>" in markup


def test_values_of_a_component_do_not_leak_into_the_page():
    assert show('{% component "inset" text="a" %}{% endcomponent %}[{{ text }}]').endswith("[]")


def test_kept_content_is_made_once_for_each_language_and_value():
    made = []
    page = Template(
        "{% load interface i18n %}{% kept portal %}{{ portal }}{{ note }}{% translate 'Aide' %}{% endkept %}"
    )

    def shown(portal: str) -> str:
        return page.render(Context({"portal": portal, "note": lambda: made.append(portal) or ""}))

    assert [shown("E"), shown("C"), shown("E")] == ["EAide", "CAide", "EAide"]
    with override("en"):
        assert shown("E") == "EHelp"
    assert made == ["E", "C", "E"]


def test_what_is_kept_does_not_grow_without_end():
    page = Template("{% load interface %}{% kept number %}{{ number }}{% endkept %}")
    shelf = page.nodelist.get_nodes_by_type(KeptText)[0].shelf
    for number in range(LARGEST_SHELF + 1):
        assert page.render(Context({"number": number})) == str(number)
    assert len(shelf) == 1


def test_a_block_is_never_kept():
    with pytest.raises(TemplateSyntaxError):
        show("{% kept %}{% block title %}{% endblock %}{% endkept %}")


def test_attributes_are_escaped_and_may_be_left_out():
    values = {"class": "a", "id": "x", "hidden": True, "required": False, "title": '"<b>', "maxlength": 20}
    markup = show('<p{{ values|attributes:"class id" }}>', values=values)
    assert markup == '<p hidden title="&quot;&lt;b&gt;" maxlength="20">'


def test_pages_keep_the_question_of_the_list():
    page = Paginator(range(300), 10).page(6)
    request = RequestFactory().get("/", {"q": "é&a", "page": "6"})
    context = Context({"page": page})
    context.request = request
    markup = Template('{% include "components/pagination.html" %}').render(context)
    assert markup.count("<li") == 7
    assert 'href="?q=%C3%A9%26a&amp;page=7"' in markup
    assert markup.count('aria-current="page"') == 1


def test_one_page_shows_no_numbers():
    markup = render_to_string("components/pagination.html", {"page": Paginator(range(3), 10).page(1)})
    assert markup.strip() == ""


def test_the_way_to_change_an_answer_names_it():
    rows = [
        {"key": "Nom", "value": "Tremblay", "change_url": "/a/"},
        {"key": "État", "value": "Actif", "state": "active"},
    ]
    markup = render_to_string("components/summary_list.html", {"rows": rows})
    assert 'Modifier<span class="govuk-visually-hidden"> (Nom)</span>' in markup
    assert '<strong class="govuk-tag cs-tag--active">Actif</strong>' in markup


def test_a_wide_table_scrolls_in_a_named_region():
    context = {
        "caption": "Vos utilisateurs",
        "columns": ["Nom", "Code"],
        "rows": [["Anne", {"text": "<i>", "url": "/x/"}]],
    }
    markup = render_to_string("components/table.html", context)
    assert 'role="region" aria-labelledby="table-caption" tabindex="0"' in markup
    assert '<th scope="row" class="govuk-table__header">Anne</th>' in markup
    assert '<a class="govuk-link" href="/x/">&lt;i&gt;</a>' in markup


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_pages_of_a_broken_day_need_no_request_and_hold_both_languages(name):
    markup = engines["django"].get_template(f"errors/{name}.html").render({"reference": "0327-ABCDEF"})
    assert '<html lang="fr"' in markup
    assert '<div lang="en"><h2' in markup
    assert "0327-ABCDEF" in markup
