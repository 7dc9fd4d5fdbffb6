"""Addresses of documents."""

from django.urls import path

from headway.app.reports import feeds, take_away, views

urlpatterns = [
    path("g/<int:gate_id>/certificate.pdf", views.gate_certificate, name="gate-certificate"),
    path("g/<int:gate_id>/end-stage.pdf", views.gate_end_stage, name="gate-end-stage-pdf"),
    path("c/<int:component_id>/take-away/schedule.pdf", take_away.as_pdf, name="take-pdf"),
    path("c/<int:component_id>/take-away/schedule.png", take_away.as_png, name="take-png"),
    path("c/<int:component_id>/take-away/schedule.xlsx", take_away.as_xlsx, name="take-xlsx"),
    path("c/<int:component_id>/take-away/schedule.csv", take_away.as_csv, name="take-csv"),
    path("c/<int:component_id>/take-away/schedule.xml", take_away.as_mspdi, name="take-xml"),
    path("c/<int:component_id>/take-away/schedule.xer", take_away.as_xer, name="take-xer"),
    path("prints/<int:print_id>/schedule.pdf", take_away.large_pdf, name="print-file"),
    path("calendar/<str:secret>.ics", feeds.calendar, name="calendar-feed"),
    path("account/data.zip", views.own_data, name="own-data"),
    path("people/<int:person_id>/data.zip", views.data_of_person, name="person-data"),
]
