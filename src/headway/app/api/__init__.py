"""The JSON API, version 1."""

from ninja import NinjaAPI
from ninja.security import django_auth

api = NinjaAPI(title="Headway", version="1", auth=django_auth, docs_url="/docs", urls_namespace="api-1")
