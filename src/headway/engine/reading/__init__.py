"""What a finished schedule tells on demand: floats of links, paths, why a date is what it is, why it moved."""

from headway.engine.reading.changes import Change
from headway.engine.reading.compare import Comparison, Move, compare
from headway.engine.reading.explain import explain
from headway.engine.reading.explanation import Explanation, Step
from headway.engine.reading.floats import LinkFloats, TaskFloats, link_floats, task_floats
from headway.engine.reading.paths import FloatPaths, float_paths, longest_path
from headway.engine.reading.trace import Trace, trace

__all__ = [
    "Change", "Comparison", "Explanation", "FloatPaths", "LinkFloats", "Move", "Step", "TaskFloats", "Trace", "compare",
    "explain", "float_paths", "link_floats", "longest_path", "task_floats", "trace",
]  # fmt: skip
