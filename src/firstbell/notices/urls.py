from django.urls import path

from firstbell.notices import leave_views, views

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="list"),
    path("add/", views.add, name="add"),
    path("in-writing/", views.unconfirmed, name="unconfirmed"),
    path("answers/", views.replies, name="replies"),
    path("leave/", leave_views.leave, name="leave"),
    path("<int:notice_id>/", views.notice, name="notice"),
    path("<int:notice_id>/read/", views.read, name="read"),
    path("<int:notice_id>/confirm/", views.confirm, name="confirm"),
    path("<int:notice_id>/papers/", views.add_paper, name="add_paper"),
    path("<int:notice_id>/leave/", leave_views.decide, name="decide"),
    path("<int:notice_id>/withdraw/", views.withdraw, name="withdraw"),
    path("papers/<int:pupil_id>/<int:evidence_id>/", views.paper, name="paper"),
]
