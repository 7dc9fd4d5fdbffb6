// A small plan with known shape for the tests.
import { Kind, Link, type SchedulePayload } from "../src/contract.ts";

const DAY = 1440;

/**
 * 0 Build (summary)
 * 1   Foundation (summary)
 * 2     Dig          day 0-2
 * 3     Pour         day 2-5, critical
 * 4   Walls (summary)
 * 5     Bricks       day 5-9, critical
 * 6     Done         day 9, milestone
 * 7 Paint            day 20-22
 */
export function smallPlan(): SchedulePayload {
  const days = (...values: number[]): number[] => values.map((day) => day * DAY);
  const none = new Array<null>(8).fill(null);
  return {
    component: { id: 1, name: "House", kind: "project" },
    revision: 1,
    status_date: null,
    minutes_per_day: 480,
    nonworking: [],
    tasks: {
      id: [10, 11, 12, 13, 14, 15, 16, 17],
      parent: [-1, 0, 1, 1, 0, 4, 4, -1],
      level: [0, 1, 2, 2, 1, 2, 2, 0],
      kind: [Kind.summary, Kind.summary, Kind.task, Kind.task, Kind.summary, Kind.task, Kind.milestone, Kind.task],
      wbs: ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "1.2.2", "2"],
      name: ["Build", "Foundation", "Dig", "Pour", "Walls", "Bricks", "Done", "Paint"],
      start: days(0, 0, 0, 2, 5, 5, 9, 20),
      finish: days(9, 5, 2, 5, 9, 9, 9, 22),
      baseline_start: none,
      baseline_finish: none,
      deadline: none,
      percent: [0, 0, 100, 50, 0, 0, 0, 0],
      duration: [4320, 2400, 960, 1440, 1920, 1920, 0, 960],
      total_float: [0, 0, 480, 0, 0, 0, 0, 960],
      critical: [0, 0, 0, 1, 0, 1, 0, 0],
      resources: ["", "", "Ann", "Bob", "", "Ann; Bob", "", ""],
      health: ["", "", "", "", "", "", "", ""],
    },
    links: {
      id: [1, 2, 3, 4],
      from: [2, 3, 5, 2],
      to: [3, 5, 6, 7],
      type: [Link.FS, Link.FS, Link.FS, Link.SS],
      lag: ["", "", "", ""],
      critical: [0, 1, 0, 0],
    },
    outside: { row: [7], incoming: [1], type: [0], lag: [""], label: ["Other > Thing"], date: [null], url: [""] },
  };
}
