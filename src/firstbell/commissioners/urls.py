from django.urls import path

from firstbell.commissioners import views

app_name = "commissioners"
urlpatterns = [path("", views.today, name="today")]
