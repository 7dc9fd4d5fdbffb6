"""Baselines of XER: projects of their own, where the planned dates do not say it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.formats.primavera.write_tasks import baseline_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.document import PlanDocument, TaskDoc
    from headway.formats.primavera.write_tables import Fields, Ids


class Baselines:
    """The baseline projects of one file."""

    def __init__(self, document: PlanDocument, ids: Ids) -> None:
        activities = [task for task in document.tasks if task.kind != "summary"]
        self._ids = ids
        self._short = document.tasks[0].wbs
        numbers = sorted({item.number for task in activities for item in task.baselines})
        # Planned dates come with costs of zero, baseline projects with none.
        planned = all(item.cost is not None for task in activities for item in task.baselines)
        self.projects: dict[int, int] = {} if planned else {number: number + 2 for number in numbers}
        """Number of the baseline -> id of its project."""
        self._wbs = {number: ids.next() for number in self.projects}

    def name(self, number: int) -> str:
        """Return the id that people see."""
        return f"{self._short} - B{number + 1}"

    def wbs_rows(self, title: str) -> Iterator[Fields]:
        """Yield one row of PROJWBS for each baseline."""
        for number, project in self.projects.items():
            yield {
                "wbs_id": self._wbs[number], "proj_id": project, "obs_id": 1, "seq_num": 1, "est_wt": 1,
                "proj_node_flag": "Y", "sum_data_flag": "Y", "status_code": "WS_Open",
                "wbs_short_name": self.name(number), "wbs_name": f"{title} - B{number + 1}", "parent_wbs_id": "",
                "ev_user_pct": 6, "ev_etc_user_value": "0.88", "orig_cost": 0, "indep_remain_total_cost": 0,
                "ev_compute_type": "EC_Cmp_pct", "ev_etc_compute_type": "EE_Rem_hr",
            }  # fmt: skip

    def task_rows(self, activities: list[TaskDoc]) -> Iterator[Fields]:
        """Yield the rows of TASK of all baselines."""
        for number, project in self.projects.items():
            for task in activities:
                for baseline in task.baselines:
                    if baseline.number == number:
                        yield baseline_row(task, baseline, self._ids.next(), project, self._wbs[number])
