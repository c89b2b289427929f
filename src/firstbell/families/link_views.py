"""Staff make a link for a parent, to hand over or to text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.followup.home.calls import people_of
from firstbell.followup.home.texting import may_text, text_link
from firstbell.notices import links
from firstbell.notices.models import ParentLink
from firstbell.people import access as people
from firstbell.provisions.queries import policy_on
from firstbell.provisions.responses import form_page


@form_page
def make_link(request: HttpRequest, pupil_id: int, contact_id: int) -> HttpResponse:
    """Make a link with which a contact tells us of an absence to come; text it, or show it once to be copied."""
    pupil = people.pupil(request.staff, pupil_id)
    contact = people.contact(request.staff, contact_id)
    if contact.pupil_id != pupil.pk:
        raise Http404
    today = london_day(request.received_at)
    who = {"on": today, "by": request.staff.actor, "at": request.received_at}
    address = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "text":
                text_link(contact.pk, pupil, **who)
                messages.success(request, f"The link is on its way to {contact.name}.")
                return redirect("people:pupil", pupil.pk)
            address = links.make(contact, pupil, session="", purpose=ParentLink.Purpose.REPORT, **who)
        except Refused as refused:
            messages.warning(request, str(refused))
    allowed = may_text(pupil.provision_id, today)
    context = {
        "pupil": pupil,
        "contact": contact,
        "why_not": links.why_no_link(contact, pupil),
        "address": address,
        "texts": any(person.id == contact.pk and allowed(person) for person in people_of([pupil.pk]).get(pupil.pk, [])),
        "hours": policy_on(pupil.provision_id, today).messages.link_hours,
    }
    response = render(request, "families/make_link.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
