from django.urls import path

from firstbell.placements import commissioner_views, group_views, school_day_views, views

app_name = "placements"

urlpatterns = [
    path("pupils/<int:pupil_id>/add/", views.add, name="add"),
    path("<int:placement_id>/", views.change, name="change"),
    path("<int:placement_id>/end/", views.end, name="end"),
    path("<int:placement_id>/take-back/", views.take_back, name="take_back"),
    path("<int:placement_id>/main-school/", views.baseline, name="baseline"),
    path("<int:placement_id>/week/", views.pattern, name="pattern"),
    path("days/", views.day_changes, name="day_changes"),
    path("days/add/<slug:kind>/", views.add_day_change, name="add_day_change"),
    path("days/<int:change_id>/cancel/", views.cancel_day_change, name="cancel_day_change"),
    path("groups/", group_views.groups, name="groups"),
    path("groups/add/", group_views.add, name="add_group"),
    path("groups/<int:group_id>/", group_views.change, name="change_group"),
    path("groups/<int:group_id>/archive/", group_views.archive, name="archive_group"),
    path("groups/<int:group_id>/restore/", group_views.restore, name="restore_group"),
    path("commissioners/", commissioner_views.commissioners, name="commissioners"),
    path("commissioners/add/", commissioner_views.add, name="add_commissioner"),
    path("commissioners/<int:commissioner_id>/", commissioner_views.commissioner, name="commissioner"),
    path("commissioners/<int:commissioner_id>/change/", commissioner_views.change, name="change_commissioner"),
    path("commissioners/<int:commissioner_id>/archive/", commissioner_views.archive, name="archive_commissioner"),
    path("commissioners/<int:commissioner_id>/restore/", commissioner_views.restore, name="restore_commissioner"),
    path("commissioners/<int:commissioner_id>/people/add/", commissioner_views.add_link_person, name="add_link_person"),
    path("commissioners/<int:commissioner_id>/school-days/", school_day_views.school_days, name="school_days"),
    path("commissioners/<int:commissioner_id>/school-days/copy/", school_day_views.copy, name="copy_school_days"),
    path("commissioners/<int:commissioner_id>/terms/add/", school_day_views.add_term, name="add_school_term"),
    path("commissioners/<int:commissioner_id>/closures/add/", school_day_views.add_closure, name="add_school_closure"),
    path("school-terms/<int:school_term_id>/", school_day_views.change_term, name="change_school_term"),
    path("school-terms/<int:school_term_id>/remove/", school_day_views.remove_term, name="remove_school_term"),
    path(
        "school-closures/<int:school_closure_id>/remove/", school_day_views.remove_closure, name="remove_school_closure"
    ),
    path("people/<int:link_person_id>/", commissioner_views.change_link_person, name="change_link_person"),
    path("people/<int:link_person_id>/archive/", commissioner_views.archive_link_person, name="archive_link_person"),
]
