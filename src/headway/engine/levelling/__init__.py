"""Scheduling with limited resources: benchmark problems in whole periods, and plans with calendars."""
