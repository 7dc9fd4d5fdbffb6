// <hw-chart label="..."><script type="application/json">{ECharts option}</script></hw-chart>
// Colors in the option are tokens ("var(--red)"); a datum with `url` is a way there.
import type { EChartsType } from "echarts/core";
import { resolveColor, withColors } from "./chart/colors.ts";
import { withDefaults } from "./chart/defaults.ts";
import { addStyle } from "./chart/style.ts";
import { tableOf, type Cell } from "./chart/table.ts";
import { html } from "./lib/dom.ts";
import { onThemeChange } from "./lib/theme.ts";

type Options = Record<string, unknown>;

class ChartElement extends HTMLElement {
  private undo: (() => void)[] = [];
  private chart: EChartsType | null = null;

  connectedCallback(): void {
    const source = this.querySelector('script[type="application/json"]');
    if (!source?.textContent) return;
    // The place is taken before anything is drawn: nothing on the page moves later.
    if (this.clientHeight < 40) Object.assign(this.style, { display: "block", height: "260px" });
    const drawing = html("div", { class: "hw-chart-drawing", role: "img", "aria-label": this.label() });
    let option: Options;
    try {
      option = JSON.parse(source.textContent) as Options;
    } catch {
      this.append(html("p", { role: "alert" }, "This chart's data is damaged. Reload the page."));
      return;
    }
    this.querySelectorAll(".hw-chart-drawing, .hw-chart-table").forEach((old) => old.remove());
    this.append(drawing, this.table(option));
    const near = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      void this.draw(drawing, option);
    }, { rootMargin: "200px" });
    near.observe(this);
    this.undo.push(() => near.disconnect());
  }

  disconnectedCallback(): void {
    for (const undo of this.undo) undo();
    this.undo = [];
    this.chart?.dispose();
    this.chart = null;
  }

  private label(): string {
    return this.getAttribute("label") ?? this.getAttribute("aria-label") ?? "Chart";
  }

  private async draw(drawing: HTMLElement, option: Options): Promise<void> {
    const { draw } = await import("./chart/draw.ts");
    if (!this.isConnected || this.chart) return;
    const chart = draw(drawing);
    this.chart = chart;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const show = (): void => {
      const colored = withColors(withDefaults(option, still), (color) => resolveColor(drawing, color)) as Options;
      chart.setOption(colored, { notMerge: true });
    };
    show();
    const sizes = new ResizeObserver(() => chart.resize());
    sizes.observe(drawing);
    chart.on("click", (event) => {
      const url = (event.data as Options | null)?.["url"];
      if (typeof url === "string" && url) location.assign(url);
    });
    this.undo.push(onThemeChange(show), () => sizes.disconnect());
  }

  private table(option: Options): HTMLElement {
    const { head, rows } = tableOf(option);
    const cell = ({ text, url }: Cell): Node | string => (url ? html("a", { href: url }, text || "Open") : text);
    const body = rows.map((row) => html("tr", {}, html("th", { scope: "row" }, cell(row[0]!)), ...row.slice(1).map((each) => html("td", {}, cell(each)))));
    return html(
      "div",
      { class: "hw-chart-table" },
      html(
        "table",
        {},
        html("caption", {}, this.label()),
        html("thead", {}, html("tr", {}, ...head.map((text, index) => html(index ? "th" : "td", index ? { scope: "col" } : {}, text)))),
        html("tbody", {}, ...body),
      ),
    );
  }
}

addStyle();
customElements.define("hw-chart", ChartElement);
