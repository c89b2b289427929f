"""Which app answers which address."""

from django.conf import settings
from django.urls import include, path

from firstbell.config.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("firstbell.ui.urls")),
    path("account/", include("firstbell.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("provision/", include("firstbell.provisions.urls")),
    path("pupils/", include("firstbell.people.urls")),
    path("placements/", include("firstbell.placements.urls")),
    path("notices/", include("firstbell.notices.urls")),
    path("messages/", include("firstbell.outbox.urls")),
    path("registers/", include("firstbell.registers.urls")),
    path("board/", include("firstbell.followup.urls")),
    path("support/", include("firstbell.support.urls")),
    path("reports/", include("firstbell.reports.urls")),
    path("school/", include("firstbell.commissioners.urls")),
    path("", include("firstbell.families.urls")),
    path("files/", include("firstbell.exchange.urls")),
    path("", include("firstbell.worker.urls")),
]
if settings.PRACTICE:
    urlpatterns.append(path("practice/", include("firstbell.practice.urls")))
