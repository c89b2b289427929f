"""{% load pictures %}, then {% six_weeks weeks pupil_id %}: a pupil's last six school weeks in a line of a list.

weeks: the drawings of all pupils of the list, from one `reports.pictures.six_weeks.six_weeks(scope, today)`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.reports.pictures.six_weeks import SixWeeks

register = template.Library()


@register.simple_tag
def six_weeks(weeks: Mapping[int, SixWeeks], pupil_id: int) -> SafeString:
    drawing = weeks.get(pupil_id)
    if drawing is None:
        return mark_safe('<span class="soft">no sessions</span>')
    frame = f'<svg viewBox="0 0 100 100" preserveAspectRatio="none"><path class="trace" d="{drawing.trace}"/></svg>'
    end = f'<circle class="end" cx="{drawing.x}%" cy="{drawing.y}%" r="4"/>'
    name = f'role="img" aria-label="{escape(drawing.alt)}"'
    return mark_safe(f'<svg class="plot spark" {name}>{frame}{end}</svg> <span class="small">{drawing.value}</span>')
