// What /api/v1 sends to the islands. Columns, not row objects; one index is one row. Times are minutes since
// 1970-01-01T00:00 of the plan's own wall clock (read them with Date.UTC and format in UTC); null is "no value".

/** Row kinds, as in headway.engine.plan.TaskKind; 3 is a component (project, program, operation) on a roadmap. */
export const Kind = { task: 0, milestone: 1, summary: 2, component: 3 } as const;
/** Link types, as in headway.engine.plan.LinkType. */
export const Link = { FS: 0, SS: 1, FF: 2, SF: 3 } as const;

export interface Columns {
  /** Of a component on a roadmap that can be edited: below zero, so that it is no task's. */
  id: number[];
  /** Row index of the parent, -1 for none. Rows come in outline order: parents before children. */
  parent: number[];
  level: number[];
  kind: number[];
  wbs: string[];
  name: string[];
  start: (number | null)[];
  finish: (number | null)[];
  baseline_start: (number | null)[];
  baseline_finish: (number | null)[];
  deadline: (number | null)[];
  /** 0 to 100. */
  percent: number[];
  /** Working minutes. */
  duration: number[];
  total_float: (number | null)[];
  /** 0 or 1. */
  critical: number[];
  /** "Anna [50%]; Crane". */
  resources: string[];
  /** Roadmap only: green, amber, red, none ("" on tasks). */
  health: string[];
}

export interface LinkColumns {
  id: number[];
  /** Row of the predecessor. */
  from: number[];
  /** Row of the successor. */
  to: number[];
  type: number[];
  /** "", "+2d", "-4h", "+50%". */
  lag: string[];
  critical: number[];
}

/** Ends of dependencies that lie outside the page. Redacted where the reader may not see the other end. */
export interface Outside {
  /** Of the dependency; null where the other end is hidden. */
  id?: (number | null)[];
  /** Row on this page. */
  row: number[];
  /** 1: the other end is the predecessor; 0: the successor. */
  incoming: number[];
  type: number[];
  /** As people write it: "+2d"; "" where there is none, or where the other end is hidden. */
  lag: string[];
  /** "Grid control > Cut-over weekend", or "Hidden task". */
  label: string[];
  date: (number | null)[];
  /** Address of the other project, "" where redacted. */
  url: string[];
}

export interface SchedulePayload {
  component: { id: number; name: string; kind: string };
  revision: number;
  status_date: number | null;
  minutes_per_day: number;
  /** Sent under a link to somebody without account: nothing leads further into the product. */
  shared?: true;
  /** Of a link: whether what the simulation says may be seen. */
  shows_confidence?: boolean;
  /** Days off of the component's calendar inside the plan's span: [first minute, last minute) pairs, flattened; at most 4000 numbers. */
  nonworking: number[];
  tasks: Columns;
  links: LinkColumns;
  outside: Outside;
}

/** Of a task: optimistic and pessimistic duration in minutes, and both as text, "" for null. */
export type Estimate = [number | null, number | null, string, string];

/** What `/api/v1/plans/{id}` adds to each row, for whoever may edit the plan or report on parts of it. */
export interface EditColumns extends Columns {
  version: number[];
  uid: number[];
  code: string[];
  /** 1: the row may be edited, 2: progress may be reported, 3: both. */
  may: number[];
  /** As people typed it: "3d", "2w?". */
  duration_text: string[];
  free_float: (number | null)[];
  manual: number[];
  active: number[];
  constraint: string[];
  constraint_date: (number | null)[];
  actual_start: (number | null)[];
  actual_finish: (number | null)[];
  physical_percent: (number | null)[];
  calendar: (number | null)[];
  priority: (number | null)[];
  /** Minutes. */
  work: (number | null)[];
  cost: (string | null)[];
  fixed_cost: (string | null)[];
  actual_cost: (string | null)[];
  noted: number[];
  /** Key of the column of the board in which the card stands. */
  board_column: string[];
  /** Below zero above the cards that nobody put in order, beyond zero below them; null among them. */
  board_rank: (number | null)[];
  blocked_since: (number | null)[];
  /** "" where it is not blocked. */
  blocked_reason: string[];
  /** Id of the open sprint that it is in; null is the backlog. */
  sprint: (number | null)[];
  /** Minutes. */
  actual_work: (number | null)[];
  /** Values of custom fields by the field's id; null where a row has none. */
  custom: (Record<number, string | number> | null)[];
  /** Name of who answers for the row, "" for nobody. */
  owner: string[];
  /** What stays when duration, work or units are set: fixed_units, fixed_work, fixed_duration. */
  task_type: string[];
  /** 0 or 1. */
  effort_driven: number[];
  /** Minutes of each who is named in `resources`, in the same order; null for nobody. */
  resource_work: (number[] | null)[];
  /** Optimistic and pessimistic minutes, and both as text; null without an estimate. Not told where no row has one. */
  estimate?: (Estimate | null)[];
  /** Of each who is named in `resources`, in the same order; null where all are flat. Not told where no row has one. */
  contours?: (string[] | null)[];
  /** Of a roadmap: the project that the row belongs to, or stands for; 0 of a program. */
  plan?: number[];
}

export type CardState = "todo" | "doing" | "done";

export interface Workflow {
  /** Whether a card beyond a limit is refused; otherwise people are only warned. */
  refuses: boolean;
  columns: { key: string; name: string; kind: CardState; limit: number | null }[];
}

/** A field that this component or one above it defined. */
export interface CustomField {
  id: number;
  name: string;
  kind: "text" | "number" | "date" | "choice";
  choices: string[];
  help: string;
  /** Name of the component that defined it. */
  owner: string;
}

/** What undo and redo would do. */
export interface Step {
  event: number;
  label: string;
}

export interface PlanPayload extends SchedulePayload {
  tasks: EditColumns;
  calendars: { id: number; name: string }[];
  fields: CustomField[];
  currency: string;
  workflow: Workflow;
  /** Ids of the tasks that the reader owns or is assigned to. */
  mine: number[];
  /** Of a branch, when it is loaded. */
  branch?: { id: number };
  /** Of a roadmap: the projects that show every task, not only their milestones. */
  open?: number[];
  /** Whether rows may be added at the top level. */
  may_edit: boolean;
  /** Whether costs may be changed, of rows that may; a roadmap does not say. */
  may_money?: boolean;
  undo: Step | null;
  redo: Step | null;
}

export interface Problem {
  edit: number;
  row: number | null;
  column: string | null;
  text: string | null;
  id: string;
  title: string;
  detail: string;
  remedy: string;
}

/** What is different since the revision that was sent. */
export interface Difference {
  whole: null;
  since: number;
  /** How many rows there are now. */
  rows: number;
  /** The rows that are different; columns in which none of them is may be left out. */
  tasks: Pick<EditColumns, "id" | "parent" | "version" | "may"> & Partial<EditColumns> & { row: number[] };
  links: LinkColumns;
  removed: { tasks: number[]; links: number[] };
  outside: Outside;
  nonworking: number[] | null;
  status_date: number | null;
  workflow: Workflow;
  calendars?: PlanPayload["calendars"] | null;
}

/** The answer to edits, undo, redo and changes: the difference, or the plan as loaded where it cannot be told any more. */
export type Answer = (Difference | { whole: PlanPayload }) & {
  revision: number;
  made?: number[][];
  moved?: {
    tasks: number;
    finish_before: number | null;
    finish_after: number | null;
    plans: { id: number; name: string; tasks: number }[];
  };
  undo: Step | null;
  redo: Step | null;
  problems?: Problem[];
  skipped?: { title: string }[];
};
