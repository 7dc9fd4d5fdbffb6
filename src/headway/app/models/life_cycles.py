"""Life cycles to begin with: stages, the gate at the end of each, its criteria. Data; each project picks its parts."""

from __future__ import annotations

from dataclasses import dataclass

COMPUTED: dict[str, str] = {
    "baseline": "There is a baseline",
    "time": "The forecast finish is within its tolerance",
    "p80": "The P80 finish is within the tolerance of time",
    "cost": "The forecast cost is within its tolerance",
    "plan": "The plan calculates without errors",
    "float": "No task has negative float",
    "risks": "No open risk is above what this level keeps",
    "issues": "No issue of high priority is open",
    "exceptions": "No exception is open",
}
"""Criteria that the product answers by itself."""
ALWAYS = ("plan", "baseline", "time", "cost", "risks", "exceptions")


@dataclass(frozen=True, slots=True)
class StageTemplate:
    name: str
    gate: str
    judged: tuple[str, ...]
    computed: tuple[str, ...] = ALWAYS


@dataclass(frozen=True, slots=True)
class LifeCycle:
    label: str
    meaning: str
    stages: tuple[StageTemplate, ...]


CASE = "The business case still holds"
LIFE_CYCLES: dict[str, LifeCycle] = {
    "predictive": LifeCycle(
        "Predictive",
        "Decide, design, build, hand over: one plan, approved before the work.",
        (
            StageTemplate(
                "Decide", "Investment decision", (CASE, "Options were compared", "A sponsor is named"), ("plan",)
            ),
            StageTemplate(
                "Design",
                "Design frozen",
                ("Requirements are agreed", "The design was reviewed", CASE),
                (*ALWAYS, "p80"),
            ),
            StageTemplate(
                "Build", "Ready for service", ("Tests are passed", "Operation accepts it", "People are trained")
            ),
            StageTemplate("Hand over", "Closed", ("Benefits have an owner", "Lessons are noted", "Money is settled")),
        ),
    ),
    "stages": LifeCycle(
        "Managed by stages",
        "Start up, initiate, deliver stage by stage, close; the board authorizes one stage at a time.",
        (
            StageTemplate("Starting up", "Initiation authorized", ("The brief is agreed", "Roles are filled"), ()),
            StageTemplate(
                "Initiating",
                "Project authorized",
                (CASE, "Approaches are written", "Tolerances are set"),
                ("plan", "baseline"),
            ),
            StageTemplate("Delivery stage 1", "Next stage authorized", (CASE, "Products of the stage are accepted")),
            StageTemplate(
                "Delivery stage 2",
                "Closure authorized",
                ("All products are accepted", "Follow-on actions are handed over"),
            ),
            StageTemplate("Closing", "Closed", ("The end report is written", "Lessons are noted")),
        ),
    ),
    "v-model": LifeCycle(
        "V-model",
        "What is specified on the way down is verified on the way up.",
        (
            StageTemplate(
                "Requirements",
                "Requirements review",
                ("Each requirement can be tested", "Stakeholders signed"),
                ("plan",),
            ),
            StageTemplate("Architecture", "Design review", ("Interfaces are agreed", "Hazards are analyzed")),
            StageTemplate("Implementation", "Ready for integration", ("Units are verified", "Deviations are decided")),
            StageTemplate(
                "Verification", "Verified", ("Every requirement has a passed test", "Open defects are accepted")
            ),
            StageTemplate("Validation", "Released", ("Users accept it", "Documents are complete")),
        ),
    ),
    "agile-release": LifeCycle(
        "Agile release",
        "A vision, then releases of working product; each gate asks for value shown, not documents.",
        (
            StageTemplate("Vision", "Worth trying", ("The problem is real", "First users are named"), ()),
            StageTemplate(
                "First release",
                "Release 1",
                ("The release goal is met", "Users give feedback", "Quality is releasable"),
                ("risks",),
            ),
            StageTemplate(
                "Next releases", "Go on, turn or stop", (CASE, "The measure of success moves"), ("risks", "cost")
            ),
            StageTemplate("Operation", "Handed over", ("Operation runs it", "Support knows it"), ()),
        ),
    ),
    "dmaic": LifeCycle(
        "DMAIC",
        "Improve a process by numbers: define, measure, analyze, improve, control.",
        (
            StageTemplate("Define", "Defined", ("The problem has a number", "The customer's need is stated"), ()),
            StageTemplate("Measure", "Measured", ("The measurement can be trusted", "The baseline is known"), ()),
            StageTemplate("Analyze", "Causes known", ("Causes are proved with data",), ()),
            StageTemplate(
                "Improve", "Improved", ("The pilot shows the effect", "Side effects are checked"), ("cost", "risks")
            ),
            StageTemplate("Control", "In control", ("A control plan is in use", "The owner has taken over"), ()),
        ),
    ),
    "procurement": LifeCycle(
        "Procurement",
        "From need to contract to accepted delivery.",
        (
            StageTemplate("Need", "Strategy approved", ("The need is specified", "The market is known"), ()),
            StageTemplate(
                "Tender",
                "Ready to award",
                ("Offers are evaluated by the criteria", "Objections are answered"),
                ("cost",),
            ),
            StageTemplate(
                "Contract", "Contract signed", ("Risks are allotted", "Law and purchasing agree"), ("cost", "risks")
            ),
            StageTemplate("Delivery", "Accepted", ("Delivery was tested", "Claims are settled"), ("cost", "time")),
        ),
    ),
}
