// Typing @ in a comment offers those who may read it. Without this, @ and the whole name does the same.
import { html } from "../lib/dom.ts";

interface Person {
  id: number;
  name: string;
  title: string;
  call: string;
}

const WAIT_MS = 120;
let list: HTMLElement | null = null;
let timer = 0;

export function watchMentions(): void {
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLTextAreaElement) || !event.target.dataset["mentions"]) return;
    const area = event.target;
    clearTimeout(timer);
    const word = wordBefore(area);
    if (word === null) return close(area);
    timer = window.setTimeout(() => void offer(area, word), WAIT_MS);
  });
  document.addEventListener("keydown", (event) => {
    if (list && event.target instanceof HTMLTextAreaElement) press(event, event.target);
  }, true);
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLTextAreaElement) close(event.target);
  });
}

/** What stands between the last @ and the cursor; null where there is none or it cannot be a name. */
function wordBefore(area: HTMLTextAreaElement): string | null {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u.exec(area.value.slice(0, area.selectionStart));
  return found ? found[1]! : null;
}

async function offer(area: HTMLTextAreaElement, word: string): Promise<void> {
  const answer = await fetch(`${area.dataset["mentions"]}?q=${encodeURIComponent(word)}`).catch(() => null);
  if (!answer?.ok || wordBefore(area) !== word) return;
  const { items } = (await answer.json()) as { items: Person[] };
  close(area);
  if (items.length === 0) return;
  list = html("div", { class: "mentions", role: "listbox", id: "mentions", "aria-label": "People who may read this" });
  for (const [index, person] of items.entries()) {
    const row = html("div", { role: "option", id: `mention-${index}`, "data-call": person.call }, html("span", {}, person.name), html("small", {}, person.title));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(area, person.call);
    });
    list.append(row);
  }
  list.style.top = `${area.offsetTop + area.offsetHeight}px`;
  area.after(list);
  area.setAttribute("aria-controls", "mentions");
  mark(area, 0);
}

function mark(area: HTMLTextAreaElement, index: number): void {
  for (const [at, row] of [...(list?.children ?? [])].entries()) {
    row.setAttribute("aria-selected", String(at === index));
    if (at === index) {
      row.scrollIntoView({ block: "nearest" });
      area.setAttribute("aria-activedescendant", row.id);
    }
  }
}

function press(event: KeyboardEvent, area: HTMLTextAreaElement): void {
  const rows = [...list!.children];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark(area, (at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    take(area, (rows[at] as HTMLElement).dataset["call"]!);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close(area);
  }
}

function take(area: HTMLTextAreaElement, call: string): void {
  const cursor = area.selectionStart;
  const start = area.value.lastIndexOf("@", cursor - 1);
  area.setRangeText(`@${call} `, start, cursor, "end");
  close(area);
}

function close(area: HTMLTextAreaElement): void {
  list?.remove();
  list = null;
  area.removeAttribute("aria-activedescendant");
  area.removeAttribute("aria-controls");
}
