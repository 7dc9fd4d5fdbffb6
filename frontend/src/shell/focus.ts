// Whoever presses a button by keyboard is still there when the answer has come: the page, or a part of it, is another
// one then, and the focus would be at its top.

interface Place {
  path: string;
  form: string | null;
  /** The place of the form among all of the page: what stands there when the form is gone. */
  index: number;
  name: string;
  value: string;
  at: number;
}

const KEY = "headway.focus";
const SOON = 15_000;

export function keepFocus(): void {
  let byKeyboard = false;
  document.addEventListener("keydown", () => (byKeyboard = true), { capture: true });
  document.addEventListener("pointerdown", () => (byKeyboard = false), { capture: true });
  document.addEventListener("submit", ({ target, submitter }) => {
    const pressed = byKeyboard && submitter instanceof HTMLButtonElement && submitter === document.activeElement;
    if (!pressed || !(target instanceof HTMLFormElement)) return sessionStorage.removeItem(KEY);
    const place: Place = {
      path: location.pathname, form: target.getAttribute("action"), index: [...document.forms].indexOf(target),
      name: submitter.name, value: submitter.value, at: Date.now(),
    };
    sessionStorage.setItem(KEY, JSON.stringify(place));
  }, { capture: true });
  document.addEventListener("htmx:after:swap", comeBack);
  comeBack();
}

function comeBack(): void {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null || (document.activeElement && document.activeElement !== document.body)) return;
  sessionStorage.removeItem(KEY);
  const place = JSON.parse(kept) as Place;
  if (Date.now() - place.at < SOON) target(place)?.focus();
}

function target({ path, form, index, name, value }: Place): HTMLElement | undefined {
  const same = form === null ? undefined : [...document.forms].find((each) => each.getAttribute("action") === form);
  if (same) {
    const buttons = seen(same.querySelectorAll<HTMLButtonElement>("button"));
    return buttons.find((each) => each.name === name && each.value === value) ?? buttons[0] ?? seen(same.querySelectorAll<HTMLElement>("summary, a, input"))[0];
  }
  if (path !== location.pathname) return undefined;
  const there = document.forms[Math.min(index, document.forms.length - 1)];
  return seen((there?.closest("li, article, section") ?? there)?.querySelectorAll<HTMLElement>("a, button, summary") ?? [])[0];
}

function seen<E extends HTMLElement>(elements: Iterable<E>): E[] {
  return [...elements].filter((each) => each.checkVisibility());
}
