// Many tasks at once on the page of sprints: a shift-click ticks a range, ticked rows are dragged onto a sprint.
const mover = document.querySelector<HTMLFormElement>("form#move");
const sections = [...document.querySelectorAll<HTMLElement>("section[data-sprint]")];
let last: HTMLInputElement | null = null;

function boxesIn(part: ParentNode): HTMLInputElement[] {
  return [...part.querySelectorAll<HTMLInputElement>('input[name="task"]')];
}

function ticked(): HTMLInputElement[] {
  return boxesIn(document).filter((box) => box.checked);
}

function count(): void {
  const many = ticked().length;
  document.querySelector("#ticked")!.textContent = many ? `${many} ticked` : "";
  for (const all of document.querySelectorAll<HTMLInputElement>("[data-tick-all]")) {
    const boxes = boxesIn(all.closest("table")!);
    all.checked = boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  }
}

function tick(box: HTMLInputElement, range: boolean): void {
  const boxes = boxesIn(document);
  const [from, to] = [last ? boxes.indexOf(last) : -1, boxes.indexOf(box)];
  if (range && from >= 0) for (const each of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
  last = box;
  count();
}

function move(sprint: string): void {
  mover!.querySelector<HTMLSelectElement>('[name="sprint"]')!.value = sprint;
  mover!.requestSubmit();
}

function mark(over: HTMLElement | null): void {
  for (const section of sections) section.toggleAttribute("data-over", section === over);
}

if (mover) {
  document.addEventListener("click", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches?.('input[name="task"]')) tick(box, event.shiftKey);
    else if (box.matches?.("[data-tick-all]")) {
      for (const each of boxesIn(box.closest("table")!)) each.checked = box.checked;
      count();
    }
  });
  for (const box of boxesIn(document)) {
    const row = box.closest("tr")!;
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      if (!box.checked) {
        for (const each of boxesIn(document)) each.checked = each === box;
        count();
      }
      event.dataTransfer!.effectAllowed = "move";
      event.dataTransfer!.setData("text/plain", row.textContent ?? "");
    });
  }
  for (const section of sections) {
    section.addEventListener("dragover", (event) => {
      event.preventDefault();
      mark(section);
    });
    section.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(null);
      if (ticked().some((box) => box.closest("section") !== section)) move(section.dataset["sprint"]!);
    });
  }
  document.addEventListener("dragend", () => mark(null));
  count();
}
