"""{% load registers %}, then {% register_line line %}: one line of a register's page, with what is open beneath it."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from firstbell.registers.drawing import line_html
from firstbell.registers.queries.page import PageLine

register = template.Library()
MORE = "registers/parts/more.html"


@register.simple_tag(takes_context=True)
def register_line(context: Context, line: PageLine) -> SafeString:
    more = ""
    if line.has_more or line.id in (context.get("open_line"), context.get("refused_line")):
        with context.push(line=line):
            drawn = context.template.engine.get_template(MORE).render(context)
        more = "\n".join(filter(None, drawn.splitlines()))
    page = context["page"]
    return line_html(line, is_finished=page.is_finished, lasts=page.session_lasts, more=more)
