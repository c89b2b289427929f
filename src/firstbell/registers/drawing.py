"""One line of the register's page as HTML.

Drawn by code and not by a template, because thirty of them are most of what the page costs: 0.5 ms this way, 6 ms the
other. What opens beneath a line is the template `registers/parts/more.html`. The look of each part is in the style
sheet, by its place in the line; an absence in the past is dark, so it is `<b>`.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from firstbell.registers.queries.page import PageLine
from firstbell.ui.cells import Cell

PRESSED = ' aria-pressed="true"'


def line_html(line: PageLine, *, is_finished: bool, lasts: bool = False, more: str = "") -> SafeString:
    """Return a line. more: what is open beneath it, as HTML.

    is_finished: its mark is changed on a page of its own. lasts: the session does, so an arrival is one tap.
    """
    choices = _change(line, lasts) if is_finished and not line.is_blank else _choices(line)
    return mark_safe(
        f"<li class=line id=l{line.id}><b class=mark-{line.tone}>{escape(line.letter) or 'not marked'}</b>"
        f"<div><h2>{escape(line.name)}</h2>{_notes(line)}</div>"
        f"<p class=past>{''.join(map(_past, line.past))}</p><small>{escape(line.school)}</small>"
        f"<p class=choices>{choices}</p>{_state(line)}{more}</li>\n"
    )


def _choices(line: PageLine) -> str:
    seen = f"{line.id}.{line.token}"
    return (
        f"<button name=m value={seen}.here{PRESSED if line.is_here else ''}>Here</button>"
        f"<button name=m value={seen}.late{PRESSED if line.is_late else ''}>Late</button>"
        f'<button name=m value="{seen}.{escape(line.away)}"{PRESSED if line.is_away else ""}>Not here</button>'
    )


def _change(line: PageLine, lasts: bool) -> str:
    name = f'<span class="hide-visually">: {escape(line.name)}</span>'
    arrived = f"<button name=arrived value={line.id}>Here now{name}</button>" if lasts and line.is_away else ""
    return f'{arrived}<a class="button" href="lines/{line.id}/">Change the mark{name}</a>'


def _notes(line: PageLine) -> str:
    tags = [tag for tag in (line.place, *line.flags) if tag]
    notes = escape(line.travel) + "".join(f' <b class="tag">{escape(tag)}</b>' for tag in tags)
    if not line.is_expected:
        notes += ' <b class="tag tag-told">Not expected today</b>'
    return f"<p>{notes}</p>" if notes else ""


def _past(cell: Cell) -> str:
    if cell.tone == "away":
        return f"<b>{escape(cell.letter)}</b>"
    tone = "" if cell.tone == "here" else f" class=c-{cell.tone}"
    return f"<i{tone}>{escape(cell.letter)}</i>"


def _state(line: PageLine) -> str:
    if line.contested:
        return '<p class="line-state is-clash">Two answers – please check</p>'
    if line.saved:
        return f'<p class="line-state is-saved">Office has it – {line.saved}</p>'
    return f'<p class="line-state">Due {line.due}</p>' if line.due else ""
