"""Codes of XER, for reading and for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from headway.formats.document import Constraint, LinkType

CONSTRAINTS: Final[dict[str, Constraint]] = {
    "": "ASAP", "CS_ALAP": "ALAP", "CS_MSOA": "SNET", "CS_MSOB": "SNLT", "CS_MEOA": "FNET", "CS_MEOB": "FNLT",
    "CS_MSO": "START_ON", "CS_MEO": "FINISH_ON", "CS_MANDSTART": "MSO", "CS_MANDFIN": "MFO",
}  # fmt: skip
LINK_TYPES: Final[dict[str, LinkType]] = {"PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF"}
PRIORITIES: Final = {"PT_Top": 900, "PT_High": 600, "PT_Normal": 500, "PT_Low": 400, "PT_Lowest": 100}
MILESTONES: Final = frozenset({"TT_Mile", "TT_FinMile"})
ACTIVITY_TYPES: Final = {"task": "TT_Task", "milestone": "TT_Mile"}
"""Of tasks that come from other programs."""
TASK_TYPES: Final[dict[str, Literal["fixed_duration", "fixed_units", "fixed_work"]]] = {
    "DT_FixedDrtn": "fixed_duration", "DT_FixedDUR2": "fixed_duration", "DT_FixedRate": "fixed_units",
    "DT_FixedQty": "fixed_work",
}  # fmt: skip
LAG_CALENDARS: Final[dict[str, Literal["predecessor", "successor", "24h", "project"]]] = {
    "rcal_Predecessor": "predecessor", "rcal_Successor": "successor", "rcal_24Hour": "24h",
    "rcal_ProjDefault": "project",
}  # fmt: skip
FLOAT_TYPES: Final[dict[str, Literal["smallest", "finish", "start"]]] = {
    "FT_FF": "finish", "FT_SS": "start", "FT_SF": "start", "FT_Min": "smallest", "FT_min": "smallest",
}  # fmt: skip
