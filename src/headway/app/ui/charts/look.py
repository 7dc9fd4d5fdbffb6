"""What status looks like in every chart: color and shape together."""

COLORS = {"green": "var(--green)", "amber": "var(--amber)", "red": "var(--red)", "none": "var(--rule-strong)"}
SYMBOLS = {"green": "circle", "amber": "triangle", "red": "diamond", "none": "emptyCircle"}
WORDS = {"green": "On track", "amber": "At risk", "red": "Off track", "none": "No plan"}


def short(name: str, letters: int = 26) -> str:
    """Return a name that fits beside an axis."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
