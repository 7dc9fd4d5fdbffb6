"""Reads that only pages need."""
