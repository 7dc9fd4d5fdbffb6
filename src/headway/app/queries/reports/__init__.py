"""Reads about reports, support and directions, shared by pages, API and worker."""
