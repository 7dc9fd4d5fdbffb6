// The data of a chart as a table, for those who do not see the drawing, and for the keyboard.

type Options = Record<string, unknown>;
export interface Cell {
  text: string;
  url: string;
}
export interface ChartTable {
  head: string[];
  rows: Cell[][];
}

function list(value: unknown): Options[] {
  if (Array.isArray(value)) return value as Options[];
  return value ? [value as Options] : [];
}

function valueOf(item: unknown): unknown {
  return typeof item === "object" && item !== null && !Array.isArray(item) ? (item as Options)["value"] : item;
}

function property(item: unknown, name: "name" | "url"): string {
  const found = typeof item === "object" && item !== null && !Array.isArray(item) ? (item as Options)[name] : undefined;
  return typeof found === "string" ? found : "";
}

function words(value: unknown): string {
  if (value === null || value === undefined || value === "-") return "";
  if (Array.isArray(value)) return value.map(words).join(", ");
  if (typeof value === "number") return new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value);
  return String(value);
}

/** Category charts give a row per category and a column per series; others a row per point. */
export function tableOf(option: Options): ChartTable {
  const series = list(option["series"]);
  const axes = [...list(option["xAxis"]), ...list(option["yAxis"])];
  const categories = axes.filter((axis) => Array.isArray(axis["data"]));
  return categories.length === 1 ? byCategory(series, categories[0]!["data"] as unknown[]) : byPoint(series, axes);
}

function byCategory(series: Options[], categories: unknown[]): ChartTable {
  const head = ["", ...series.map((each, index) => words(each["name"]) || `Series ${index + 1}`)];
  const rows = categories.map((category, index) => [
    { text: words(valueOf(category)), url: "" },
    ...series.map((each) => {
      const item = (each["data"] as unknown[] | undefined)?.[index];
      return { text: words(valueOf(item)), url: property(item, "url") };
    }),
  ]);
  return { head, rows };
}

function byPoint(series: Options[], axes: Options[]): ChartTable {
  const rows: Cell[][] = [];
  let width = 0;
  for (const each of series) {
    for (const item of (each["data"] as unknown[] | undefined) ?? []) {
      const value = valueOf(item);
      const numbers = (Array.isArray(value) ? value : [value]).map((part, index) => {
        const names = axes[index]?.["data"];
        return words(Array.isArray(names) && typeof part === "number" ? valueOf(names[part]) : part);
      });
      width = Math.max(width, numbers.length);
      const label = property(item, "name") || words(each["name"]);
      rows.push([{ text: label, url: property(item, "url") }, ...numbers.map((text) => ({ text, url: "" }))]);
    }
  }
  const names = axes.map((axis) => words(axis["name"]));
  return { head: ["", ...Array.from({ length: width }, (_, index) => names[index] || "Value")], rows };
}
