"""Addresses of imports and exports."""

from django.urls import path

from firstbell.exchange import export_views, views

app_name = "exchange"
urlpatterns = [
    path("", views.start, name="start"),
    path("export/", export_views.export, name="export"),
    path("<int:upload_id>/", views.preview, name="preview"),
    path("<int:upload_id>/columns/", views.columns, name="columns"),
    path("<int:upload_id>/done/", views.done, name="done"),
    path("<int:upload_id>/delete/", views.drop, name="drop"),
]
