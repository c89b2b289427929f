from django.urls import path

from firstbell.worker import views

app_name = "worker"
urlpatterns = [path("", views.health, name="health")]
