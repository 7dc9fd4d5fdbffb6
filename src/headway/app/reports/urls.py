"""Addresses of documents."""

from django.urls import path

from headway.app.reports import views

urlpatterns = [path("g/<int:gate_id>/certificate.pdf", views.gate_certificate, name="gate-certificate")]
