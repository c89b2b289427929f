from django.urls import path

from firstbell.followup import views

app_name = "followup"
urlpatterns = [
    path("", views.board, name="board"),
    path("drafts/", views.drafts, name="drafts"),
    path("duty/<int:duty_id>/claim/", views.claim, name="claim"),
    path("duty/<int:duty_id>/call/", views.attempt, name="attempt"),
    path("duty/<int:duty_id>/told/", views.told, name="told"),
]
