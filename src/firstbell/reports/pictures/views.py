"""The pictures of a place and of a pupil, and the table of each as a file."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.accounts.permissions import may_open
from firstbell.domain.school_time import london_day
from firstbell.followup import access as followup
from firstbell.people import access as people
from firstbell.registers.queries import periods
from firstbell.reports.pictures import commands
from firstbell.reports.pictures.forms import PictureForm
from firstbell.reports.pictures.pages import OF_A_PLACE, OF_A_PUPIL, Asked, AskedOfPupil
from firstbell.reports.pictures.pages import of_pupil as asked_of_pupil
from firstbell.reports.pictures.picture import Picture
from firstbell.ui.csv_files import MEDIA_TYPE, as_csv


@require_safe
def of_place(request: HttpRequest) -> HttpResponse:
    """Every picture of the provision, of a group or of a school's pupils here, for a period."""
    form = _form(request)
    asked = _asked(request, form)
    pictures = [make(asked) for make in OF_A_PLACE.values()]
    _note_reading(request, {pupil_id for picture in pictures for pupil_id in picture.pupil_ids})
    context = {"pictures": pictures, "form": form, "asked": request.GET.urlencode(), **_takes(request)}
    return render(request, "reports/pictures/page.html", context)


@require_POST
def place_file(request: HttpRequest, picture: str) -> HttpResponse:
    """The table of one picture as a CSV file. The page's own narrowing comes in the address."""
    if picture not in OF_A_PLACE:
        raise Http404
    return _file(request, OF_A_PLACE[picture](_asked(request, _form(request))))


@require_safe
def of_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    """Every picture of one pupil's school year."""
    asked = _asked_of_pupil(request, pupil_id)
    pictures = [make(asked) for make in OF_A_PUPIL.values()]
    _note_reading(request, {pupil_id})
    return render(
        request, "reports/pictures/pupil.html", {"pictures": pictures, "pupil": asked.pupil, **_takes(request)}
    )


@require_POST
def pupil_file(request: HttpRequest, pupil_id: int, picture: str) -> HttpResponse:
    """The table of one picture of a pupil as a CSV file."""
    if picture not in OF_A_PUPIL:
        raise Http404
    asked = _asked_of_pupil(request, pupil_id)
    return _file(request, OF_A_PUPIL[picture](asked), {pupil_id})


def _takes(request: HttpRequest) -> dict[str, bool]:
    return {"may_take": may_open(request.staff, "reports:picture_file")}


def _form(request: HttpRequest) -> PictureForm:
    today, provision_id = london_day(request.received_at), request.staff.provision_id
    return PictureForm(request.GET, provision_id=provision_id, periods=periods(provision_id, today), today=today)


def _asked(request: HttpRequest, form: PictureForm) -> Asked:
    return Asked(
        scope=form.scope,
        span=form.span,
        today=form.today,
        duties=followup.duties(request.staff),
        leads=may_open(request.staff, "reports:promises"),
    )


def _asked_of_pupil(request: HttpRequest, pupil_id: int) -> AskedOfPupil:
    pupil = people.pupil(request.staff, pupil_id)
    return asked_of_pupil(request.staff, pupil, london_day(request.received_at))


def _file(request: HttpRequest, picture: Picture, pupil_ids: Collection[int] = ()) -> HttpResponse:
    at = request.received_at
    name = f"{picture.key}-{london_day(at):%Y-%m-%d}.csv"
    commands.note_export(
        name, len(picture.rows), pupil_ids, route=request.resolver_match.view_name, reader=request.staff, at=at
    )
    response = HttpResponse(as_csv(picture.columns, picture.rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _note_reading(request: HttpRequest, pupil_ids: Collection[int]) -> None:
    if pupil_ids:
        log_access(
            request.staff,
            sorted(pupil_ids),
            kind=AccessLog.Kind.VIEWED,
            route=request.resolver_match.view_name,
            at=request.received_at,
            request_id=request.id,
        )
