from django.urls import path

from firstbell.practice import views

app_name = "practice"
urlpatterns = [
    path("clock/", views.move_clock, name="clock"),
    path("sign-in-as/", views.sign_in_as, name="sign_in_as"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", views.mailbox, name="mail"),
]
