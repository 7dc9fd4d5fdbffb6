"""Addresses of documents."""

from django.urls import path

from headway.app.reports import views

urlpatterns = [
    path("g/<int:gate_id>/certificate.pdf", views.gate_certificate, name="gate-certificate"),
    path("account/data.zip", views.own_data, name="own-data"),
    path("people/<int:person_id>/data.zip", views.data_of_person, name="person-data"),
]
