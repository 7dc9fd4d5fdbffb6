// Mouse and finger on rows, bars and chevrons: which gesture means what.

export interface PointerTarget {
  /** The row that an element inside the scroller belongs to, -1 for none. */
  lineUnder(element: Element): number;
  select(row: number): void;
  /** Selects and puts the keyboard focus on the row. */
  moveTo(row: number): void;
  /** A cell was clicked of a plan that can be edited. */
  enterCell(column: string, row: number, extend: boolean): void;
  editCell: (() => void) | null;
  jumpTo(row: number): void;
  toggle(row: number): void;
  showDetails(): void;
  showTip(row: number, x: number, y: number): void;
  hideTip(): void;
  /** `x` in pixels of the screen: the place that keeps its date. */
  zoomAt(factor: number, x: number): void;
}

export function listenToPointer(scroller: HTMLElement, target: PointerTarget, signal: AbortSignal): void {
  const find = (event: Event, skipped: string): [Element, number] | null => {
    const element = event.target instanceof Element && !event.target.closest(skipped) ? event.target : null;
    const row = element ? target.lineUnder(element) : -1;
    return element && row >= 0 ? [element, row] : null;
  };
  const click = (event: MouseEvent): void => {
    const [element, row] = find(event, "a") ?? [];
    if (!element || row === undefined) return;
    if (element.closest(".sch-twisty")) target.toggle(row);
    else if (element.closest(".sch-chevron")) target.jumpTo(row);
    else if (element.closest(".sch-editor")) return;
    else if (target.editCell && element.closest<HTMLElement>(".sch-cell")) target.enterCell(element.closest<HTMLElement>(".sch-cell")!.dataset["column"] ?? "name", row, event.shiftKey);
    else if (element.closest(".sch-row")) target.moveTo(row);
    else target.select(row);
  };
  const hover = (event: PointerEvent): void => {
    const bar = event.pointerType === "mouse" && event.target instanceof Element ? event.target.closest(".sch-bar, .sch-label") : null;
    const row = bar ? target.lineUnder(bar) : -1;
    if (row >= 0) target.showTip(row, event.clientX, event.clientY);
    else target.hideTip();
  };
  const wheel = (event: WheelEvent): void => {
    // Ctrl with the wheel is what a pinch on a trackpad arrives as.
    if (!event.ctrlKey) return;
    event.preventDefault();
    target.zoomAt(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 120), event.clientX);
  };
  scroller.addEventListener("click", click, { signal });
  const twice = (event: MouseEvent): void => {
    const [element] = find(event, "a, .sch-twisty, .sch-chevron, .sch-editor") ?? [];
    if (!element) return;
    if (target.editCell && element.closest(".sch-cell")) target.editCell();
    else target.showDetails();
  };
  scroller.addEventListener("dblclick", twice, { signal });
  scroller.addEventListener("pointermove", hover, { passive: true, signal });
  scroller.addEventListener("pointerleave", () => target.hideTip(), { signal });
  scroller.addEventListener("wheel", wheel, { passive: false, signal });
}
