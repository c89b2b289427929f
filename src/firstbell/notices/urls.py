from django.urls import path

from firstbell.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="list"),
    path("add/", views.add, name="add"),
    path("<int:notice_id>/withdraw/", views.withdraw, name="withdraw"),
]
