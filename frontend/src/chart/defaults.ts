// The house look of every chart, laid under the option of the page: what the option says wins.

type Options = Record<string, unknown>;

const FONT = '"Inter Variable", system-ui, sans-serif';

export function merged(under: Options, over: Options): Options {
  const result: Options = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = under[key];
    result[key] = isPlain(below) && isPlain(value) ? merged(below, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Options {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const axis: Options = {
  axisLine: { lineStyle: { color: "var(--rule)" } },
  axisTick: { show: false },
  axisLabel: { color: "var(--mute)", fontSize: 11, hideOverlap: true },
  splitLine: { lineStyle: { color: "var(--rule)" } },
  nameTextStyle: { color: "var(--mute)", fontSize: 11 },
};

const base: Options = {
  backgroundColor: "transparent",
  color: ["var(--accent)", "var(--amber)", "var(--green)", "var(--mute)", "var(--red)"],
  textStyle: { fontFamily: FONT, color: "var(--ink)", fontSize: 11 },
  animationDuration: 250,
  grid: { left: 48, right: 14, top: 36, bottom: 28 },
  legend: { top: 0, textStyle: { color: "var(--mute)", fontSize: 11 }, itemWidth: 14, itemHeight: 8, inactiveColor: "var(--rule)" },
  // Drawn, not written as HTML: a strict content policy forbids style attributes.
  tooltip: {
    renderMode: "richText",
    confine: true,
    backgroundColor: "var(--panel)",
    borderColor: "var(--rule)",
    textStyle: { color: "var(--ink)", fontSize: 11.5, fontFamily: FONT },
  },
};

/** The option over the house look. Parts that the option lacks are not added, but for the frame of axes it has. */
export function withDefaults(option: Options, still: boolean): Options {
  const { legend, tooltip, ...always } = base as { legend: Options; tooltip: Options } & Options;
  const under: Options = { ...always, animation: !still };
  if (option["legend"]) under["legend"] = legend;
  under["tooltip"] = tooltip;
  const result = merged(under, option);
  for (const name of ["xAxis", "yAxis"]) {
    const given = option[name];
    if (Array.isArray(given)) result[name] = given.map((each) => merged(axis, each as Options));
    else if (isPlain(given)) result[name] = merged(axis, given);
  }
  return result;
}
