from django.urls import path

from firstbell.reports import views

app_name = "reports"
urlpatterns = [path("year/", views.everybody, name="everybody")]
