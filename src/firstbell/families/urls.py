from django.urls import path

from firstbell.families import language_views, link_views, views

app_name = "families"

urlpatterns = [
    path("r/<str:token>/", views.link, name="link"),
    path("pupils/<int:pupil_id>/link/<int:contact_id>/", link_views.make_link, name="make_link"),
    path("languages/", language_views.languages, name="languages"),
    path("languages/<str:language>/", language_views.language, name="language"),
    path("languages/<str:language>/stop/", language_views.stop, name="stop_language"),
]
