"""The JSON API, version 1."""

from ninja import NinjaAPI

from headway.app.api import (
    agreements,
    baselines,
    benefits,
    board,
    branches,
    changes,
    comments,
    components,
    confidence,
    dependencies,
    directions,
    edits,
    exceptions,
    fields,
    gates,
    history,
    imports,
    inbox,
    load,
    moved,
    news,
    plan_stream,
    products,
    quality,
    records,
    reports,
    roadmaps,
    schedule,
    search,
    selection_candidates,
    selections,
    sprints,
    support,
    tasks,
    time_entries,
    trash,
    unknown,
    views,
)
from headway.app.api.auth import doors
from headway.app.api.errors import add_error_handlers

api = NinjaAPI(title="Headway", version="1", auth=doors(), docs_url="/docs", urls_namespace="api-1")
for routes in (
    components, schedule, roadmaps, edits, plan_stream, branches, views, fields, moved, quality, load, baselines,
    confidence, board, sprints, selections, selection_candidates, tasks, time_entries, dependencies, agreements,
    history, imports, records, products, benefits, reports, gates, exceptions, changes, support, directions, comments,
    inbox, news, search, trash, unknown,
):  # fmt: skip
    api.add_router("", routes.router)
add_error_handlers(api)
