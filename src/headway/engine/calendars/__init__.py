"""Working time as integer minutes."""

from headway.engine.calendars.compiled import CompiledCalendars, compile_calendars

__all__ = ["CompiledCalendars", "compile_calendars"]
