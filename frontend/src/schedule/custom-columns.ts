// Fields that a portfolio or a lower component defined for its tasks, as columns.
import type { CustomField } from "../contract.ts";
import { formatDay, isoMoment } from "../lib/dates.ts";
import type { Column } from "./columns.ts";
import type { Store } from "./store.ts";

const widths: Record<CustomField["kind"], number> = { text: 130, number: 84, date: 104, choice: 104 };

export function customKey(field: CustomField): string {
  return `custom_${field.id}`;
}

function raw(store: Store, field: CustomField, row: number): string | number | null {
  return store.plan?.tasks.custom[row]?.[field.id] ?? null;
}

export function customText(store: Store, field: CustomField, row: number): string {
  const value = raw(store, field, row);
  return field.kind === "date" && typeof value === "number" ? formatDay(value) : String(value ?? "");
}

function customColumn(field: CustomField): Column {
  const value = (store: Store, row: number): number => Number(raw(store, field, row) ?? Number.NaN);
  return {
    key: customKey(field), label: field.name, hint: field.help || `A field of ${field.owner}`, width: widths[field.kind], planned: true,
    numeric: field.kind === "number", compared: field.kind,
    text: (store, row) => customText(store, field, row),
    edit: (_, store, row) => (field.kind === "date" ? isoMoment(value(store, row)).slice(0, 10) : customText(store, field, row)),
    ...(field.kind === "number" || field.kind === "date" ? { value } : {}),
    ...(field.kind === "choice" ? { choices: field.choices } : {}),
  };
}

export function customColumns(store: Store): Column[] {
  return (store.plan?.fields ?? []).map(customColumn);
}
