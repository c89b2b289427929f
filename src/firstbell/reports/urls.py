from django.urls import path

from firstbell.reports import index
from firstbell.reports.documents import views as documents
from firstbell.reports.equality import views as equality
from firstbell.reports.figures import views as figures
from firstbell.reports.handover import views as handover
from firstbell.reports.outcomes import views as outcomes
from firstbell.reports.pictures import views as pictures
from firstbell.reports.promises import views as promises

app_name = "reports"
urlpatterns = [
    path("", index.index, name="index"),
    path("figures/", figures.of_provision, name="figures"),
    path("figures/pupils/<int:pupil_id>/", figures.of_pupil, name="pupil_figures"),
    path("figures/groups/<int:group_id>/", figures.of_group, name="group_figures"),
    path("figures/sites/<int:site_id>/", figures.of_site, name="site_figures"),
    path("figures/schools/<int:commissioner_id>/", figures.of_commissioner, name="commissioner_figures"),
    path("groups/", equality.by_group, name="equality"),
    path("groups/file/", equality.by_group_file, name="equality_file"),
    path("promises/", promises.promises, name="promises"),
    path("promises/file/", promises.promises_file, name="promises_file"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/file/", outcomes.outcomes_file, name="outcomes_file"),
    path("pictures/", pictures.of_place, name="pictures"),
    path("pictures/file/<slug:picture>/", pictures.place_file, name="picture_file"),
    path("pictures/pupil/<int:pupil_id>/", pictures.of_pupil, name="pupil_pictures"),
    path("pictures/pupil/<int:pupil_id>/file/<slug:picture>/", pictures.pupil_file, name="pupil_picture_file"),
    path("day/", handover.day, name="day"),
    path("day/reasons/", handover.late_reasons, name="late_reasons"),
    path("day/close/", handover.close_day, name="close_day"),
    path("documents/", documents.documents, name="documents"),
    path("documents/schools/<int:commissioner_id>/", documents.page(documents.commissioner), name="school_report"),
    path(
        "documents/schools/<int:commissioner_id>/file/",
        documents.file(documents.commissioner),
        name="school_report_file",
    ),
    path("documents/pupils/<int:pupil_id>/", documents.page(documents.pupil), name="pupil_report"),
    path("documents/pupils/<int:pupil_id>/file/", documents.file(documents.pupil), name="pupil_report_file"),
    path("documents/statements/<int:pupil_id>/", documents.page(documents.statement), name="statement"),
    path("documents/statements/<int:pupil_id>/file/", documents.file(documents.statement), name="statement_file"),
    path("documents/register/<int:pupil_id>/", documents.page(documents.extract), name="register_extract"),
    path("documents/register/<int:pupil_id>/file/", documents.file(documents.extract), name="register_extract_file"),
    path("documents/term/", documents.page(documents.term), name="term_report"),
    path("documents/term/file/", documents.file(documents.term), name="term_report_file"),
    path("documents/placements/<int:placement_id>/", documents.page(documents.end_of_placement), name="placement_end"),
    path(
        "documents/placements/<int:placement_id>/file/",
        documents.file(documents.end_of_placement),
        name="placement_end_file",
    ),
    path(
        "documents/schools/<int:commissioner_id>/send/",
        documents.send(documents.commissioner),
        name="school_report_send",
    ),
    path("documents/pupils/<int:pupil_id>/send/", documents.send(documents.pupil), name="pupil_report_send"),
    path(
        "documents/placements/<int:placement_id>/send/",
        documents.send(documents.end_of_placement),
        name="placement_end_send",
    ),
]
