"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from headway.app.api import api

urlpatterns = [
    path("", include("headway.app.ui.urls")),
    path("", include("headway.app.ui.door.urls")),
    path("", include("headway.app.reports.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
handler400 = "headway.app.ui.views.errors.bad_request"
handler403 = "headway.app.ui.views.errors.forbidden"
handler404 = "headway.app.ui.views.errors.not_found"
handler500 = "headway.app.ui.views.errors.server_error"
