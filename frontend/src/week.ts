// The week of time, with the keys of a spreadsheet. Each cell is saved as it is left; the server reads what was typed.
interface Answer {
  error?: string;
  minutes?: number;
  hours?: string;
  version?: number;
}

const table = document.querySelector<HTMLTableElement>("table.week[data-url]");
const said = document.querySelector<HTMLElement>("#week-said");

function hours(minutes: number): string {
  return minutes ? String(Math.round((minutes / 60) * 100) / 100) : "";
}

function inputsOf(row: Element): HTMLInputElement[] {
  return [...row.querySelectorAll<HTMLInputElement>("input[data-day]")];
}

function addUp(grid: HTMLTableElement): void {
  const sums = new Map<number, number>();
  let total = 0;
  for (const row of grid.tBodies[0]!.rows) {
    let sum = 0;
    for (const input of inputsOf(row)) {
      const minutes = Number(input.dataset["minutes"]);
      const at = (input.closest("td") as HTMLTableCellElement).cellIndex;
      sums.set(at, (sums.get(at) ?? 0) + minutes);
      sum += minutes;
    }
    row.cells[row.cells.length - 1]!.textContent = hours(sum);
    total += sum;
  }
  const foot = grid.tFoot!.rows[0]!;
  for (let at = 1; at < foot.cells.length - 1; at++) foot.cells[at]!.textContent = hours(sums.get(at) ?? 0);
  foot.cells[foot.cells.length - 1]!.textContent = hours(total);
}

function tell(words: string, wrong = false): void {
  if (!said) return;
  said.textContent = words;
  said.classList.toggle("bad", wrong);
}

async function save(grid: HTMLTableElement, input: HTMLInputElement): Promise<void> {
  const typed = input.value.trim();
  if (typed === (input.dataset["kept"] ?? input.defaultValue)) return;
  const body = new FormData();
  const { day = "", version = "0" } = input.dataset;
  const task = input.closest("tr")!.dataset["task"]!;
  for (const [name, value] of Object.entries({ task, day, version, hours: typed })) body.append(name, value);
  input.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(grid.dataset["url"]!, { method: "POST", body, headers: { "X-CSRFToken": grid.dataset["csrf"]! } });
    const answer = (await response.json()) as Answer;
    if (answer.minutes !== undefined) {
      input.value = input.dataset["kept"] = answer.hours!;
      input.dataset["minutes"] = String(answer.minutes);
      input.dataset["version"] = String(answer.version);
      addUp(grid);
    }
    input.toggleAttribute("aria-invalid", !response.ok);
    tell(answer.error ?? "Saved.", !response.ok);
  } catch {
    input.toggleAttribute("aria-invalid", true);
    tell("This was not saved: the server does not answer. Leave the cell again to try again.", true);
  } finally {
    input.removeAttribute("aria-busy");
  }
}

/** The cell that a key leads to; null where the key is for the text. */
function target(input: HTMLInputElement, event: KeyboardEvent): HTMLInputElement | null {
  const row = input.closest("tr")!;
  const day = input.dataset["day"];
  const vertical = event.key === "ArrowDown" || event.key === "Enter" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  if (vertical) return inputsOf(vertical).find((each) => each.dataset["day"] === day) ?? null;
  const step = event.key === "ArrowRight" && input.selectionEnd === input.value.length ? 1 : event.key === "ArrowLeft" && input.selectionStart === 0 ? -1 : 0;
  const inputs = inputsOf(row);
  return step ? inputs[inputs.indexOf(input) + step] ?? null : null;
}

if (table) {
  // On a phone the week is wider than the screen: today is what people come for.
  const today = new Date().toLocaleDateString("sv");
  table.querySelector(`input[data-day="${today}"]`)?.scrollIntoView({ inline: "end", block: "nearest" });
  table.addEventListener("focusin", (event) => (event.target as HTMLInputElement).select?.());
  table.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLInputElement) void save(table, event.target);
  });
  table.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (event.key === "Escape") input.value = input.dataset["kept"] ?? input.defaultValue;
    const next = target(input, event);
    if (event.key === "Enter" && !next) void save(table, input);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
