"""Tags of the page templates: a block shown twice, content made once or wrapped, page numbers, attributes."""

from django import template
from django.core.paginator import Page
from django.template.loader_tags import BlockNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

LARGEST_SHELF = 100  # texts kept by one tag; past it, what it keeps varies with the visitor and is begun anew


class RepeatedBlock(template.Node):
    """Render a block of the page a second time: the title serves <title> and <h1>."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: template.Context) -> str:
        return BlockNode(self.name, template.NodeList()).render(context)


@register.tag
def repeat_block(parser: template.base.Parser, token: template.base.Token) -> RepeatedBlock:
    """{% repeat_block "title" %}: show again what the page put in that block."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError(f"{words[0]} takes the name of one block")
    return RepeatedBlock(words[1].strip("\"'"))


class KeptText(template.Node):
    """Content made once a process for each language and each of a few values; rendering is most of a page's cost."""

    def __init__(self, nodelist: template.NodeList, values: list[template.base.FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.shelf: dict[tuple[object, ...], str] = {}

    def render(self, context: template.Context) -> str:
        key = (get_language(), *(value.resolve(context, ignore_failures=True) for value in self.values))
        text = self.shelf.get(key)
        if text is None:
            if len(self.shelf) >= LARGEST_SHELF:
                self.shelf.clear()
            text = self.shelf[key] = self.nodelist.render(context)
        return text


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptText:
    """{% kept portal %}…{% endkept %}: what depends on the language and `portal` alone, never on who looks."""
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("a block inside {% kept %} would show every page what the first put there")
    return KeptText(nodelist, values)


@register.filter
def attributes(values: dict[str, object], but: str = "") -> SafeString:
    """{{ widget.attrs|attributes:"class" }}: attributes of an element, but those named."""
    left_out = but.split()
    shown = [(name, value) for name, value in values.items() if value is not False and name not in left_out]
    written = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in shown
    ]
    return format_html_join("", "{}", ((part,) for part in written))


@register.simple_block_tag(takes_context=True)
def component(context: template.Context, content: str, name: str, **values: object) -> str:
    """{% component "table" caption="…" %}…{% endcomponent %}: wrap the content in components/table.html."""
    here = context.template
    assert here is not None  # noqa: S101  a tag renders inside a template
    chosen = here.engine.get_template(f"components/{name}.html")
    with context.push(content=content, **values):
        return chosen.render(context)


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """The numbers to show around a page of a list, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
