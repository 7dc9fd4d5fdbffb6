"""The administration: everything can be looked at; what is computed or recorded cannot be changed there."""

import pytest
from django.contrib import admin
from django.urls import reverse

import headway.app.ui.admin  # noqa: F401 - registers the tables
from factories.people import person
from headway.app import models

OURS = [model for model in admin.site._registry if model._meta.app_label == "headway"]


@pytest.fixture
def operator(client, place):
    client.force_login(person("Opal", is_superuser=True))
    return client


def test_every_table_is_there():
    left_out = {models.ComponentPath, models.BaselineTask, models.WorkerLease, models.Dimension}
    assert {
        getattr(models, name) for name in models.__all__ if isinstance(getattr(models, name), type)
    } - left_out == set(OURS)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_lists_and_rows_open(operator, model):
    name = f"admin:headway_{model._meta.model_name}"
    assert operator.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert operator.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", [models.Event, models.EventChain, models.Rollup, models.Task, models.Component])
def test_nothing_recorded_can_be_changed(operator, model):
    name, row = f"admin:headway_{model._meta.model_name}", model.objects.first()
    answers = [
        operator.post(reverse(f"{name}_{act}", args=[row.pk]), {"post": "yes"}).status_code
        for act in ("change", "delete")
    ]
    assert (answers, operator.get(reverse(f"{name}_add")).status_code) == ([403, 403], 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_portfolio_manager_is_no_operator(page):
    assert page.get("/admin/").url == "/admin/login/?next=/admin/"


def test_the_front_page_of_the_administration(operator):
    assert operator.get("/admin/").status_code == 200
