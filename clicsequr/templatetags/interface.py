"""Tags of the page templates: a block shown twice, content wrapped in a component, page numbers."""

from django import template
from django.core.paginator import Page
from django.template.loader_tags import BlockNode

register = template.Library()


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
