from django.urls import path

from firstbell.people import views

app_name = "people"

urlpatterns = [
    path("", views.pupils, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pupil_id>/", views.pupil, name="pupil"),
    path("<int:pupil_id>/change/", views.change, name="change"),
    path("<int:pupil_id>/history/", views.history, name="history"),
    path("<int:pupil_id>/archive/", views.archive, name="archive"),
    path("<int:pupil_id>/restore/", views.restore, name="restore"),
    path("<int:pupil_id>/contacts/add/", views.add_contact, name="add_contact"),
    path("contacts/<int:contact_id>/", views.change_contact, name="change_contact"),
    path("contacts/<int:contact_id>/move/", views.move_contact, name="move_contact"),
    path("contacts/<int:contact_id>/archive/", views.archive_contact, name="archive_contact"),
    path("contacts/<int:contact_id>/restore/", views.restore_contact, name="restore_contact"),
]
