"""The tasks that the counts are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from headway.app.models import Task
from headway.app.queries.pages.overview import rollup_of
from headway.app.queries.pages.register import SHOWS, counts_of, register
from headway.app.rules import visible
from headway.app.ui.views.frame import find, head

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    Tasks = Paginator[Task]
else:
    Tasks = Paginator

PAGE = 100


class Counted(Tasks):
    """Pages of rows that were counted before: counting 60,000 tasks again takes longer than showing a hundred."""

    def __init__(self, rows: QuerySet[Task], per_page: int, known: int) -> None:
        super().__init__(rows, per_page)
        self.known = known

    @property
    def count(self) -> int:
        """The rollup's count."""
        return self.known


@login_required
def tasks(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    text = request.GET.get("q", "")[:100].replace("\x00", "")
    counts = counts_of(rollup_of(component))
    rows = register(request.user, component, show, text)  # type: ignore[arg-type]
    pages = Paginator(rows, PAGE) if text else Counted(rows, PAGE, counts[show])
    context = head(request, component, "tasks") | {
        "shows": [(name, label, counts[name]) for name, (label, _) in SHOWS.items()],
        "show": show,
        "text": text,
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "component/tasks.html", context)


@login_required
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Lead to the task in the schedule of its project."""
    found = get_object_or_404(visible(request.user, Task).only("component_id"), pk=task_id)
    return redirect(f"{reverse('schedule', args=[found.component_id])}#task-{found.pk}")
