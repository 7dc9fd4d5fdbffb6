"""Where each number of a step, a demand and an effect stands in the flat tables of a simulation.

Instants on one calendar travel as codes: twice the working minutes before them, plus one where the instant is the start
of a shift and not the end of one. Codes are ordered as instants are, and a task is placed by adding plain integers.
"""

STEP = 20
(
    KIND, NODE, CALENDAR, FLOOR, FIRST, LAST, SOURCE, TABLE, STREAM, FX_FIRST, FX_LAST, START_CODE, FINISH_CODE,
    START_AT, FINISH_AT, ENDS, TARGET, PROJECT, FLAGS, FIXED_DURATION,
) = range(STEP)  # fmt: skip
"""Numbers of a step, one a node in topological order. FIRST to LAST are its demands, FX_FIRST to FX_LAST its effects;
START_CODE to FINISH_AT are the places where its dates are kept for others (-1 where nobody asks). ENDS: its finish may
be the latest of its project. TARGET: the first milestone that it is, -1 for none."""

ORDINARY, EVENT, MOMENT, SPECIAL, IDLE = range(5)
"""Kinds of step. ORDINARY: a task placed by codes. EVENT: the same without duration. MOMENT: without duration, placed
by instants. SPECIAL: placed by the scheduler's own long way, run by run. IDLE: nobody asks for it."""

CONSTANT, TABLED, STEPPED, HELD = range(4)
"""Where a duration comes from: it is certain; a table of the inverse distribution; a staircase; held at one value."""

DEMAND = 7
PLACE, OTHER_PLACE, LAG, SORT, LAG_CALENDAR, EDGE, CROSSING = range(DEMAND)
"""Numbers of a demand, one an edge: where the date lies that it starts from, a second one for the end of a summary;
CROSSING: the pair of calendars that a crossed demand goes between."""

CODED, CODED_FINISH, AT_INSTANT, AT_INSTANT_FINISH, WITHIN, CROSSED, CROSSED_FINISH = range(7)
"""Sorts of demand: on the start or on the finish, by code or by instant; a child of a summary's end; from the finish of
a task on another calendar, by one look in the table of the two calendars."""

TIMES, PLUS, GATE = range(3)
"""Effects on a duration: a factor on its uncertain part, minutes more or less, done or left out."""

CELLS = 256
"""Cells of a table: two sides of the median, sixteen octaves towards each end, eight cells an octave."""

FAR = 1 << 28
"""Minutes of slack of what drives nothing."""

CLASSES = 16
"""Classes of a duration or finish where ranks are compared."""

BINS = 4096
"""Cells of the histogram of a date or a cost."""
JOINT = 256
"""Cells of each side of the joint histogram of date and cost."""
