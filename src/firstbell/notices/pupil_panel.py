"""What a pupil's page says about notices."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.domain.school_time import london_day
from firstbell.notices import access, queries
from firstbell.people.access import may_change
from firstbell.people.models import Pupil
from firstbell.people.panels import Panel
from firstbell.provisions.queries import policy_on


def notices_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel:
    today = london_day(at)
    codes = policy_on(pupil.provision_id, today).own_code_set(today)
    context = {
        "notices": queries.notice_list(access.notices(staff), from_on=today, pupil_id=pupil.pk),
        "counts": queries.year_counts(pupil.pk, today, codes),
        "unconfirmed": queries.to_confirm(access.notices(staff).filter(pupil=pupil), today),
        "pupil": pupil,
        "may_change": may_change(staff),
    }
    return Panel("side", 10, "notices/pupil_panel.html", context)
