"""Headway: projects, programs and portfolios as one computed chain."""

__version__ = "0.1.0"
