from django.urls import path

app_name = "ministry_services"
urlpatterns: list = []
