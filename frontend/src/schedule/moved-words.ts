// Movements in words.

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });

export function many(count: number): string {
  return number.format(count);
}

/** "+3 d", "\u22120.5 d". */
export function days(count: number): string {
  if (!count) return "";
  return `${count > 0 ? "+" : "\u2212"}${number.format(Math.abs(count))} d`;
}

export function howFar(count: number | null): string {
  if (count === null) return "not known";
  if (!count) return "as before";
  const size = Math.abs(count);
  return `${number.format(size)} working ${size === 1 ? "day" : "days"} ${count > 0 ? "later" : "earlier"}`;
}

export function difference(before: string, after: string): string {
  return `${before} \u2192 ${after}`;
}

/** " \u2013 Maja Ekdahl, 27 Nov, 14:05": behind a cause. */
export function whoAndWhen({ who, at }: { who: string; at: string | null }): string {
  const words = [who, at ? moment.format(new Date(at)) : ""].filter(Boolean).join(", ");
  return words ? ` \u2013 ${words}` : "";
}

export function sinceWords({ name, at, kind }: { name: string; at: string; kind: string }): string {
  return kind === "day" ? `The plan at ${name}` : `${name[0]!.toUpperCase()}${name.slice(1)}, ${whole.format(new Date(at))}`;
}
