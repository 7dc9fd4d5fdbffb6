"""Filters and tags of the product's templates."""

from django import template

register = template.Library()
