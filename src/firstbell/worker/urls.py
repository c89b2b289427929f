from django.urls import path

from firstbell.worker import views

app_name = "worker"
urlpatterns = [path("healthz", views.health, name="health"), path("health/", views.earlier_address, name="earlier")]
