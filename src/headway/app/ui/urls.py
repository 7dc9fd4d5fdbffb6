"""Addresses of the pages."""

from django.urls import path

from headway.app.ui import admin  # noqa: F401 - registers the tables for operators
from headway.app.ui.views import (
    access,
    activity,
    components,
    create,
    door,
    home,
    imports,
    preferences,
    roles,
    tasks,
    today,
)

urlpatterns = [
    path("", today.home, name="home"),
    path("today/", today.today, name="today"),
    path("search/", home.find, name="search"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("preferences/", preferences.choose, name="preferences"),
    path("new/", create.create_root, name="create-root"),
    path("c/<int:component_id>/", components.overview, name="component"),
    path("c/<int:component_id>/schedule/", components.schedule, name="schedule"),
    path("c/<int:component_id>/tasks/", tasks.tasks, name="tasks"),
    path("c/<int:component_id>/activity/", activity.feed, name="activity"),
    path("c/<int:component_id>/activity/chain/", activity.chain, name="chain"),
    path("c/<int:component_id>/people/", access.people, name="people"),
    path("c/<int:component_id>/people/give/", access.give, name="give-role"),
    path("roles/", roles.table, name="roles"),
    path("roles/define/", roles.define, name="define-role"),
    path("m/<int:membership_id>/days/", access.set_days, name="role-days"),
    path("m/<int:membership_id>/deputy/", access.delegate, name="role-deputy"),
    path("m/<int:membership_id>/revoke/", access.revoke, name="role-revoke"),
    path("c/<int:component_id>/import/", imports.upload, name="import"),
    path("c/<int:component_id>/new/", create.create_below, name="create"),
    path("c/<int:component_id>/pin/", preferences.pin, name="pin"),
    path("t/<int:task_id>/", tasks.task, name="task"),
    path("imports/<int:change_set_id>/", imports.preview, name="import-preview"),
    path("imports/<int:change_set_id>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:change_set_id>/accept/", imports.accept, name="import-accept"),
    path("imports/<int:change_set_id>/discard/", imports.discard, name="import-discard"),
    path("imports/<int:change_set_id>/undo/", imports.undo, name="import-undo"),
]
