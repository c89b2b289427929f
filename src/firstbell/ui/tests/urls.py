"""Only this room's addresses: its tests need no room above it."""

from django.urls import include, path

urlpatterns = [path("", include("firstbell.ui.urls"))]
