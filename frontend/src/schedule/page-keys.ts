// Keys that mean the same wherever the focus is on the page, except where text is typed.

const TEXTS = 'textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])';

/** Whether a key pressed there goes into a text. */
export function typesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXTS) !== null;
}

/** Runs `act` on Alt with a letter. Told by the key's place: with Alt, some keyboards type another letter. */
export function onAltKey(code: string, act: () => void, signal: AbortSignal): void {
  const press = (event: KeyboardEvent): void => {
    if (event.code !== code || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || typesText(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  document.addEventListener("keydown", press, { capture: true, signal });
}
