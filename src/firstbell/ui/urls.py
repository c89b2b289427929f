from django.urls import path

from firstbell.ui import views

app_name = "ui"

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("how-we-use-data/", views.data_use, name="data_use"),
]
