"""How sure dates are: known answers of the simulation of stored plans, when it is computed anew, and who sees what."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import trash_component
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.records import link_record, raise_record
from headway.app.actions.tasks import update_task
from headway.app.bridge.confidence.by_task import percentiles_of, with_summary_ends
from headway.app.bridge.confidence.case import case_of
from headway.app.bridge.confidence.kept import BETWEEN, kept_for, simulate_component
from headway.app.bridge.confidence.rows_kept import rows_kept
from headway.app.bridge.confidence.scope import scope_of
from headway.app.bridge.confidence.told_to import UNSEEN_TASK, chance_of, told_to
from headway.app.bridge.confidence.values import stored_values
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Confidence, ConfidenceReading, Event, Task
from headway.app.rules.permissions import NotAllowed
from headway.app.worker.confidence import look_at_changes, simulate_wanted, want_all
from headway.engine.simulation import SimulationOptions, compile_simulation, run_simulation

pytestmark = pytest.mark.django_db
DAY = 1440
CERTAIN = Range(100, 100)
FRIDAY, TUESDAY = datetime(2026, 1, 9, 17, tzinfo=UTC), datetime(2026, 1, 13, 17, tzinfo=UTC)
NEVER_LATER = 4 * (0.4 * 0.6 / 10_000) ** 0.5
"""Four standard errors of a share of 10,000 runs."""


def minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


@pytest.fixture
def at():
    at = tree()
    for each in (at.project, at.sibling):
        install_plan(SYSTEM, each, small_plan())
        set_baseline(SYSTEM, each)
        each.refresh_from_db()
    set_range(SYSTEM, at.portfolio, "duration_range", CERTAIN, reason="These tests vary one thing at a time")
    return at


def told(component):
    return simulate_component(component).told


def task(component, name):
    return Task.objects.get(component=component, name=name)


def risk(component, title="Late permit", **values):
    given = {"probability": 0.4, "days_low": 2, "days_likely": 2, "days_high": 2} | values
    return raise_record(SYSTEM, component, "risk", title=title, **given)


def test_without_anything_uncertain_there_is_nothing_to_simulate(at):
    assert told(at.project)["state"] == "certain"


def test_a_risk_at_the_end_moves_the_finish_in_as_many_runs_as_it_is_probable(at):
    risk(at.project)
    said = told(at.project)
    finish = said["finish"]
    assert (finish["planned"], finish["p50"], finish["p80"]) == (minutes(FRIDAY), minutes(FRIDAY), minutes(TUESDAY))
    assert finish["agreed"] == minutes(FRIDAY)
    assert finish["agreed_probability"] == pytest.approx(0.6, abs=NEVER_LATER)
    row = said["risks"][0]
    assert (row["acts"], row["days"]) == ("end", 4.0)
    assert row["happened"] == pytest.approx(0.4, abs=NEVER_LATER)


def test_a_risk_with_a_task_acts_there_and_an_opportunity_takes_days_away(at):
    on_b = risk(at.project)
    link_record(SYSTEM, on_b, "task", task(at.project, "B").pk)
    gain = risk(at.project, "Early permit", sign="opportunity", probability=0.5, days_low=1, days_likely=1, days_high=1)
    link_record(SYSTEM, gain, "task", task(at.project, "B").pk)
    finish = told(at.project)["finish"]
    # By enumeration: neither .3 Friday, gain alone .3 Thursday, both .2 Monday, threat alone .2 Tuesday.
    by_day = {minutes(FRIDAY) - DAY: 0.3, minutes(FRIDAY): 0.6, minutes(FRIDAY) + 3 * DAY: 0.8}
    curve = dict(finish["curve"])
    for day, share in by_day.items():
        assert curve[day] == pytest.approx(share, abs=0.02)
    assert finish["p90"] == minutes(TUESDAY)


def test_an_estimate_of_a_task_is_a_pert_distribution(at):
    a = task(at.project, "A")
    Task.objects.filter(pk=a.pk).update(duration_low_minutes=480, duration_high_minutes=5 * 480)
    at.project.__class__.objects.filter(pk=at.project.pk).update(revision=at.project.revision + 1)
    update_task(SYSTEM, task(at.project, "B"), duration_minutes=0)
    said = told(at.project)
    assert (said["counts"]["own"], said["counts"]["assumed"]) == (1, 0)
    # Monday 8:00 plus beta(3, 3) between one and five days; its median is three, its P80 is looked for.
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        x = (low + high) / 2
        low, high = (x, high) if 10 * x**3 - 15 * x**4 + 6 * x**5 < 0.8 else (low, x)
    days = 1 + 4 * low
    begin = minutes(datetime(2026, 1, 5, 8, tzinfo=UTC))
    part = (days - int(days)) * 480
    expected = begin + int(days) * DAY + part + (60 if part > 240 else 0)
    density = 30 * low**2 * (1 - low) ** 2 / (4 * 480)
    standard_error = (0.8 * 0.2 / 10_000) ** 0.5 / density
    assert said["finish"]["p80"] == pytest.approx(expected, abs=4 * standard_error)
    assert said["tasks"][0] | {"criticality": 1.0} == said["tasks"][0]


def test_an_estimate_that_does_not_reach_its_duration_is_widened_and_told(at):
    a = task(at.project, "A")
    Task.objects.filter(pk=a.pk).update(duration_low_minutes=480, duration_high_minutes=960)
    assert told(at.project)["widened"] == [a.pk]


def test_in_a_program_a_delay_goes_on_through_the_link(at):
    link_tasks(SYSTEM, task(at.project, "C"), task(at.sibling, "A"))
    recalculate([at.project.pk])
    late = risk(at.project)
    link_record(SYSTEM, late, "task", task(at.project, "B").pk)
    said = told(at.program)
    by_plan = {row["id"]: row for row in said["projects"]}
    assert by_plan[at.sibling.pk]["drives"] == 1.0
    assert by_plan[at.project.pk]["drives"] == 0.0
    # Five days from Monday 12 January, or from Wednesday 14 January.
    assert said["finish"]["p50"] == minutes(datetime(2026, 1, 16, 17, tzinfo=UTC))
    assert said["finish"]["p80"] == minutes(datetime(2026, 1, 20, 17, tzinfo=UTC))
    alone = told(at.sibling)
    assert (alone["state"], alone["finish"]["p80"] if alone["state"] == "ok" else None) == ("certain", None)


def test_a_risk_nobody_has_judged_is_left_out_and_said_so(at):
    risk(at.project)
    raise_record(SYSTEM, at.project, "risk", title="Not judged")
    assert any("1 open risk without" in each for each in told(at.project)["left_out"])


def test_an_answer_is_kept_until_something_changes(at):
    risk(at.project)
    reader = holder("Ann", at.project, "project_manager")
    first = kept_for(reader, at.project)
    assert (first.told, first.waiting) == (None, True)
    assert simulate_wanted(timezone.now() + timedelta(seconds=1)) == 1
    second = kept_for(reader, at.project)
    assert (second.told["state"], second.waiting, len(second.readings)) == ("ok", False, 1)
    update_task(SYSTEM, task(at.project, "A"), duration_minutes=960)
    look_at_changes(list(Event.objects.filter(component=at.project)))
    row = Confidence.objects.get(component=at.project)
    assert row.wanted_at == row.computed_at + BETWEEN
    assert kept_for(reader, at.project).waiting
    assert simulate_wanted(row.computed_at) == 0, "not more often than every twenty seconds"
    assert simulate_wanted(row.wanted_at) == 1
    assert kept_for(reader, at.project).told["finish"]["planned"] == minutes(FRIDAY) - DAY
    assert ConfidenceReading.objects.filter(component=at.project).count() == 1


def test_the_night_looks_at_everything_that_is_not_in_the_trash(at):
    trash_component(SYSTEM, at.elsewhere)
    assert want_all(timezone.now())["wanted"] == 6
    assert not Confidence.objects.filter(component=at.elsewhere).exists()


def test_who_sees_one_plan_alone_reads_no_name_of_the_other(at):
    link_tasks(SYSTEM, task(at.project, "C"), task(at.sibling, "A"))
    Task.objects.filter(pk=task(at.project, "A").pk).update(
        name="Secret tunnel", duration_low_minutes=480, duration_high_minutes=9600
    )
    recalculate([at.project.pk])
    row = simulate_component(at.sibling)
    ann, lead = holder("Ann", at.sibling, "project_manager"), holder("Lead", at.program, "program_manager")
    assert row.told["state"] == "ok"
    assert "Secret tunnel" in str(told_to(lead, row.told))
    seen = told_to(ann, row.told)
    assert "Secret tunnel" not in str(seen)
    assert {"id": None, "name": UNSEEN_TASK}.items() <= seen["tasks"][0].items()


def test_a_chance_is_read_between_percentiles():
    levels = [0, 10, 20, 30, 40]
    assert [chance_of(levels, at) for at in (-1, 0, 15, 40, 50)] == [0.0, 0.0, 0.375, 1.0, 1.0]


def test_a_range_is_set_with_its_reason_by_who_may_and_inherited(at):
    manager = holder("Petra", at.project, "project_manager")
    set_range(acting(manager), at.project, "duration_range", Range(80, 150), reason="As in  the last three")
    event = Event.objects.filter(verb="confidence.range_set").latest("id")
    assert event.after == {"duration_range": {"low": 80, "high": 150, "reason": "As in the last three"}}
    assert told(at.project)["counts"]["assumed"] == 2
    set_range(acting(manager), at.project, "duration_range", None)
    at.project.refresh_from_db()
    assert at.project.governance == {}
    assert told(at.project)["state"] == "certain"


@pytest.mark.parametrize(
    "wrong", [Range(0, 130), Range(110, 130), Range(90, 99), Range(90, 900), Range(float("nan"), 130)]
)
def test_what_is_no_range_is_refused(at, wrong):
    with pytest.raises(Refused, match="range"):
        set_range(SYSTEM, at.project, "duration_range", wrong, reason="Why not")


def test_a_range_needs_a_reason_and_the_right(at):
    with pytest.raises(Refused, match="reason"):
        set_range(SYSTEM, at.project, "duration_range", Range(90, 120), reason=" ")
    with pytest.raises(Refused, match="no range"):
        set_range(SYSTEM, at.project, "no_such", Range(90, 120), reason="x")
    reader = acting(holder("Rea", at.project, "stakeholder"))
    with pytest.raises(NotAllowed):
        set_range(reader, at.project, "duration_range", Range(90, 120), reason="x")


def test_the_api_tells_the_answer_and_sets_ranges_for_who_may(at):
    risk(at.project)
    address = f"/api/v1/components/{at.project.pk}/confidence"
    manager = client_of(holder("Petra", at.project, "project_manager"))
    first = manager.get(address).json()
    assert (first["answer"], first["waiting"]) == (None, True)
    simulate_component(at.project)
    second = manager.get(address).json()
    assert (second["answer"]["finish"]["p80"], second["waiting"]) == (minutes(TUESDAY), False)
    assert [row["p80"] for row in second["readings"]] == [minutes(TUESDAY)]
    assert second["ranges"][0]["set_by"] == "Set above"
    body = {"low": 80, "high": 150, "reason": "As in the last three"}
    put = {"data": body, "content_type": "application/json"}
    assert manager.put(f"{address}/duration_range", **put).json()["ranges"][0]["said"] == "80 to 150 %"
    assert manager.get(address).json()["waiting"]
    reader = client_of(holder("Rea", at.project, "stakeholder"))
    assert reader.put(f"{address}/duration_range", **put).status_code == 403
    assert client_of(holder("Elsa", at.elsewhere, "project_manager")).get(address).status_code == 404


def test_rows_have_a_p50_and_a_p80_finish_and_a_share_of_the_runs_in_which_they_are_critical(at):
    a, b, c = (task(at.project, name) for name in "ABC")
    update_task(SYSTEM, b, duration_low_minutes=2 * 480, duration_high_minutes=10 * 480)
    said = told(at.project)
    kept = rows_kept(at.project)
    assert (kept.reason, kept.old, kept.waiting) == ("", False, False)
    rows = {
        pk: row for pk, *row in zip(*(kept.columns[name] for name in ("ids", "p50", "p80", "criticality")), strict=True)
    }
    phase = task(at.project, "Phase")
    assert set(rows) == {phase.pk, a.pk, b.pk, c.pk}
    wednesday = minutes(datetime(2026, 1, 7, 17, tzinfo=UTC))
    assert rows[a.pk] == [wednesday, wednesday, 100.0]
    finish = said["finish"]
    # The milestone ends the plan: its finish is that of the page, read from a coarser histogram.
    assert rows[c.pk] == [pytest.approx(finish["p50"], abs=30), pytest.approx(finish["p80"], abs=30), 100.0]
    assert rows[b.pk][:2] == [pytest.approx(finish["p50"], abs=30), pytest.approx(finish["p80"], abs=30)]
    assert rows[phase.pk] == [*rows[b.pk][:2], None]
    assert rows[b.pk][1] > rows[b.pk][0] > minutes(FRIDAY)


def test_rows_behind_the_plan_are_told_as_old_and_asked_for_again(at):
    assert rows_kept(at.project).reason.startswith("The runs have not been made yet")
    risk(at.project)
    told(at.project)
    known = rows_kept(at.project)
    assert not known.old
    update_task(SYSTEM, task(at.project, "A"), name="Survey")
    Confidence.objects.update(wanted_at=None)
    kept = rows_kept(at.project)
    assert (kept.old, kept.waiting, kept.columns) == (True, True, known.columns)
    assert kept.revision == known.revision < at.project.__class__.objects.get(pk=at.project.pk).revision
    assert Confidence.objects.get(component=at.project).wanted_at is not None


def test_rows_without_figures_say_why(at):
    told(at.project)
    assert "Nothing here is uncertain" in rows_kept(at.project).reason
    risk(at.project)
    for each in Task.objects.filter(component=at.project).exclude(kind="summary"):
        update_task(SYSTEM, each, percent_complete=100)
    recalculate([at.project.pk])
    told(at.project)
    assert "All work is done" in rows_kept(at.project).reason
    assert rows_kept(at.portfolio).columns["ids"] == []


def test_the_api_tells_the_columns_to_those_who_see_the_plan(at):
    risk(at.project)
    told(at.project)
    reader, stranger = (
        client_of(holder("Rea", at.project, "stakeholder")),
        client_of(holder("Elsa", at.elsewhere, "stakeholder")),
    )
    address = f"/api/v1/components/{at.project.pk}/confidence/tasks"
    said = reader.get(address).json()
    assert len(said["ids"]) == len(said["p80"]) == 4
    assert stranger.get(address).status_code == 404


def test_exports_have_the_columns_and_say_what_is_old(at):
    risk(at.project)
    told(at.project)
    reader = client_of(holder("Rea", at.project, "stakeholder"))
    address = f"/c/{at.project.pk}/take-away/schedule.csv?columns=name&columns=p80&columns=criticality"
    lines = b"".join(reader.get(address).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].split(",")[-2:] == ["P80 finish", "Criticality %"]
    assert lines[2].split(",")[-1] == "100"
    update_task(SYSTEM, task(at.project, "A"), name="Survey")
    lines = b"".join(reader.get(address).streaming_content).decode("utf-8-sig").splitlines()
    assert "P80 finish, before the last changes" in lines[0]


def test_fewer_cells_and_ends_of_summaries_change_no_number_of_a_row(at):
    a, b = task(at.project, "A"), task(at.project, "B")
    set_range(SYSTEM, at.portfolio, "duration_range", Range(60, 200), reason="Everything varies")
    risk(at.project)
    scope = scope_of(type(at.project).objects.get(pk=at.project.pk))
    case = case_of(scope, joined_plan(scope.network), stored_values(scope))
    leaves = [case.ids.index(each.pk) for each in (a, b)]
    plain = case.uncertainty.replace(milestones=np.array(leaves, np.int32))
    options = SimulationOptions(sensitivity=False)
    exact = run_simulation(compile_simulation(case.plan, plain, case.options), options).milestone_finish
    plan, rows = with_summary_ends(case.plan, np.ones(len(case.ids), bool))
    assert len(plan.tasks) == len(case.plan.tasks) + 1
    p50, p80 = percentiles_of(case, plan, rows.target, options.runs)
    place = {row: k for k, row in enumerate(rows.row.tolist())}
    for row, each in zip(leaves, exact, strict=True):
        assert p50[place[row]] == pytest.approx(each.percentile(0.5), abs=15)
        assert p80[place[row]] == pytest.approx(each.percentile(0.8), abs=15)
