// What every drag in the schedule has in common: which pointer it follows, how it ends, and that its click means nothing.

export interface Gesture {
  /** Whether a drag may begin where the pointer went down. */
  begin(event: PointerEvent, on: Element): boolean;
  /** The pointer has moved. Returns false where the drag cannot go on. */
  move(event: PointerEvent): boolean;
  /** What letting go does; null where nothing was dragged. */
  drop(event: PointerEvent): (() => void) | null;
  /** Clears what the drag has drawn. */
  end(): void;
}

export function listenToDrag(scroller: HTMLElement, gesture: Gesture, signal: AbortSignal): void {
  let pointer: number | null = null;
  let dragged = false;
  const end = (): void => {
    pointer = null;
    gesture.end();
  };
  const down = (event: PointerEvent): void => {
    dragged = false;
    if (event.button !== 0 || event.pointerType === "touch" || !(event.target instanceof Element)) return;
    if (!gesture.begin(event, event.target)) return;
    pointer = event.pointerId;
    scroller.setPointerCapture(pointer);
  };
  const up = (event: PointerEvent): void => {
    if (event.pointerId !== pointer) return;
    const act = gesture.drop(event);
    end();
    dragged = act !== null;
    act?.();
  };
  scroller.addEventListener("pointerdown", down, { signal });
  scroller.addEventListener("pointermove", (event) => event.pointerId === pointer && !gesture.move(event) && end(), { signal });
  scroller.addEventListener("pointerup", up, { signal });
  scroller.addEventListener("pointercancel", end, { signal });
  window.addEventListener("keydown", (event) => event.key === "Escape" && pointer !== null && end(), { signal });
  scroller.addEventListener("click", (event) => {
    if (!dragged) return;
    dragged = false;
    event.stopImmediatePropagation();
  }, { signal, capture: true });
}
