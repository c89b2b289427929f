"""Which app answers which address."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from firstbell.config.views import home

ROOMS = {
    "": "ui",
    "account/": "accounts",
    "provision/": "provisions",
    "pupils/": "people",
    "placements/": "placements",
    "notices/": "notices",
    "messages/": "outbox",
    "registers/": "registers",
    "board/": "followup",
    "reports/": "reports",
    "school/": "commissioners",
    "files/": "exchange",
    "health/": "worker",
}
urlpatterns = [
    path("", home, name="home"),
    *(
        path(prefix, include(f"firstbell.{app}.urls"))
        for prefix, app in ROOMS.items()
        if find_spec(f"firstbell.{app}.urls")
    ),
    path("account/", include("allauth.urls")),
]
if settings.PRACTICE:
    urlpatterns.append(path("practice/", include("firstbell.practice.urls")))
