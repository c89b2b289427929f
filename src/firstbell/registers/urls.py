from django.urls import path

from firstbell.registers.views import looking, presence, taking

app_name = "registers"

urlpatterns = [
    path("", looking.today, name="today"),
    path("on-site/", presence.on_site, name="on_site"),
    path("<int:register_id>/", taking.page, name="page"),
    path("<int:register_id>/marks/", taking.mark, name="mark"),
    path("<int:register_id>/finish/", taking.finish, name="finish"),
]
