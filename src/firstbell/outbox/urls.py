from django.urls import path

from firstbell.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("test/", views.test_mail, name="mail_test"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/edit/", views.edit, name="edit"),
    path("<int:message_id>/hold/", views.hold, name="hold"),
    path("<int:message_id>/release/", views.release, name="release"),
    path("<int:message_id>/cancel/", views.cancel, name="cancel"),
]
