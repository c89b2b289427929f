"""The components of a page. `{% load ui %}`, then:

    {% icon "bell" %}  {% icon "back" "flip" %}          an icon, and its place in the page's sprite
    {% keep_icons "double undo" %}                        icons that a fragment swapped in later will need
    {% uses "live" %}                                     a script of static/firstbell/js this page needs, or "htmx"
    {% mark cell %}  {% mark cell "big" %}                one register cell; cell has letter, tone, word, or is None
    {% mark code %}                                       a domain Code is a cell too (firstbell.ui.cells.cell_of)
    {% cell "N" "unknown" "no reason yet" %}              the same from its three parts
    {% past cells %}                                      the last sessions beside a name
    {% state "good" "double" "Office has it – 09:04" %}   tone: good, wait, bad, told, soft or ""
    {% tally items %}  {% strip items "Of 46 expected" %} items: (words, count, tone or None); strip skips None
    {% bar share "soon" "2 of 6 steps done" %}            share from 0 to 1; tone: "", soon, over, told, miss
    {% time_left due_at now opened_at %}                  minutes left in number, words and bar; counts down by itself
    {% ruler ruler %}                                     what firstbell.ui.ruler.ruler_of returned
    {% error_summary form other_form %}                   first thing in main; nothing if there are no errors
    {% field form.name %}  {% field form.when size="s" legend="big" %}  label, hint, error, control (also label=, hint=)
    {% fields form %}                                     every visible field in order, hidden ones too
    {% facts pairs %}  {% pagination page %}  {% empty "No pupils yet" "What will appear here, and how" url "Do it" %}
    {% print_button %}  {% print_button "Print the codes" %}  a button that only a script can serve; absent without it
    {% sunlight_button %}  {% sprite %}  {% scripts %}    base.html has these on every page

Nothing here decides: a tone or a word comes from a query or the domain.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.domain.codes import Code
from firstbell.ui import icons
from firstbell.ui.cells import NOT_MARKED, Cell, cell_of
from firstbell.ui.fields import Fault, FieldParts, faults_of, parts_of
from firstbell.ui.ruler import Ruler
from firstbell.ui.time_left import TimeLeft
from firstbell.ui.time_left import time_left as measure

register = template.Library()
SCRIPTS = "ui.scripts"


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, classes: str = "") -> SafeString:
    icons.keep(context, name)
    return icons.icon_html(name, classes)


@register.simple_tag(takes_context=True)
def keep_icons(context: Context, names: str) -> str:
    for name in names.split():
        icons.keep(context, name)
    return ""


@register.simple_tag(takes_context=True)
def sprite(context: Context) -> SafeString:
    return icons.sprite_html(context)


@register.simple_tag(takes_context=True)
def uses(context: Context, name: str) -> str:
    icons.page_wide(context, SCRIPTS)[name] = True
    return ""


@register.simple_tag(takes_context=True)
def scripts(context: Context) -> SafeString:
    """Print the scripts asked for: htmx first, ours joined into one file where the storage has joined them."""
    asked = list(icons.page_wide(context, SCRIPTS))
    ours = [name for name in asked if name != "htmx"]
    if ours and getattr(staticfiles_storage, "joins_scripts", False):
        ours = ["firstbell"]
    tags = [f'<script src="{_static("django_htmx/htmx-2.min.js")}" defer></script>'] if "htmx" in asked else []
    tags += [f'<script type="module" src="{_static(f"firstbell/js/{name}.js")}"></script>' for name in ours]
    return mark_safe("\n  ".join(tags))


def _static(path: str) -> str:
    return escape(staticfiles_storage.url(path))


@register.simple_tag
def mark(value: Cell | Code | None, size: str = "") -> SafeString:
    shown = cell_of(value) if isinstance(value, Code) else value or NOT_MARKED
    return _cell_html(shown.letter, shown.tone, shown.word, size)


@register.simple_tag
def cell(letter: str, tone: str, word: str, size: str = "") -> SafeString:
    return _cell_html(letter, tone, word, size)


@register.simple_tag
def past(cells: Iterable[Cell | Code | None]) -> SafeString:
    shown = "".join(mark(each) for each in cells)
    return mark_safe(f'<span class="past"><span class="hide-visually">Last sessions: </span>{shown}</span>')


@lru_cache(maxsize=512)
def _cell_html(letter: str, tone: str, word: str, size: str) -> SafeString:
    classes = f"mark mark-{escape(tone)}{f' mark-{escape(size)}' if size else ''}"
    sign = escape(letter) or "&nbsp;"
    return mark_safe(f'<span class="{classes}">{sign}<span class="hide-visually"> {escape(word)}</span></span>')


@register.simple_tag(takes_context=True)
def state(context: Context, tone: str, icon_name: str, words: Any) -> SafeString:
    icons.keep(context, icon_name)
    classes = "state soft" if tone == "soft" else f"state state-{tone}" if tone else "state"
    return mark_safe(f'<span class="{classes}">{icons.icon_html(icon_name)} {conditional_escape(words)}</span>')


@register.inclusion_tag("ui/components/tally.html")
def tally(items: Iterable[tuple[str, int, str | None]]) -> Mapping[str, Any]:
    return {"items": items}


@register.inclusion_tag("ui/components/strip.html")
def strip(items: Iterable[tuple[str, int, str | None]], whole: str) -> Mapping[str, Any]:
    """Draw the counts of a tally in proportion. Those without a tone are totals, and not part of the strip."""
    parts = [item for item in items if item[2]]
    total = sum(count for _, count, _ in parts) or 1
    before, drawn = 0, []
    for words, count, tone in parts:
        drawn.append({"words": words, "count": count, "tone": tone, **_stretch(before, count, total)})
        before += count
    return {"parts": drawn, "whole": whole}


def _stretch(before: int, count: int, total: int) -> dict[str, str]:
    return {"x": f"{100 * before / total:.2f}%", "width": f"{100 * count / total:.2f}%"}


@register.simple_tag
def bar(share: float, tone: str = "", label: str = "") -> SafeString:
    width = f"{100 * min(1.0, max(0.0, float(share))):.1f}%"
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = f"bar bar-{escape(tone)}" if tone else "bar"
    return mark_safe(f'<svg class="{classes}" {named}><rect width="{width}" height="100%" rx="4"/></svg>')


@register.inclusion_tag("ui/components/time_left.html", takes_context=True)
def time_left(
    context: Context, due_at: datetime, now: datetime, opened_at: datetime | None = None, tone: str = ""
) -> Mapping[str, Any]:
    """Show the time left. `tone` overrides the bar's own, for a duty that somebody has claimed."""
    uses(context, "countdown")
    left: TimeLeft = measure(due_at, now, opened_at)
    return {"left": left, "tone": tone or left.tone, "fixed": tone}


@register.inclusion_tag("ui/components/ruler.html")
def ruler(value: Ruler) -> Mapping[str, Any]:
    return {"ruler": value}


@register.inclusion_tag("ui/components/error_summary.html", takes_context=True)
def error_summary(context: Context, *forms: BaseForm, note: str = "Nothing was saved.") -> Mapping[str, Any]:
    faults: list[Fault] = [fault for form in forms if form is not None for fault in faults_of(form)]
    if faults:
        uses(context, "focus-error")
    return {"faults": faults, "note": note}


@register.inclusion_tag("ui/components/field.html")
def field(
    bound: BoundField, size: str = "", legend: str = "", label: str | None = None, hint: str | None = None
) -> Mapping[str, Any]:
    parts: FieldParts = parts_of(bound, size=size, label=label, hint=hint)
    return {"parts": parts, "legend": legend}


@register.inclusion_tag("ui/components/fields.html", takes_context=True)
def fields(context: Context, form: BaseForm) -> Context:
    return context.new({"form": form})


@register.inclusion_tag("ui/components/facts.html")
def facts(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    return {"pairs": pairs}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> Mapping[str, Any]:
    """Show previous and next, keeping the rest of the address's query."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/components/empty.html")
def empty(title: str, words: str = "", url: str = "", link: str = "") -> Mapping[str, Any]:
    return {"title": title, "words": words, "url": url, "link": link}


@register.simple_tag(takes_context=True)
def print_button(context: Context, words: str = "Print") -> SafeString:
    uses(context, "print")
    icons.keep(context, "print")
    return mark_safe(
        f'<button class="button" type="button" data-print hidden>{icons.icon_html("print")} {escape(words)}</button>'
    )


@register.simple_tag(takes_context=True)
def sunlight_button(context: Context, classes: str = "") -> SafeString:
    uses(context, "sunlight")
    icons.keep(context, "sun")
    return mark_safe(
        f'<button class="button button-s {escape(classes)}" type="button" data-sunlight aria-pressed="false" hidden>'
        f"{icons.icon_html('sun')} Sunlight</button>"
    )
