// The tree table of components: twisties, and the keys of an ARIA treegrid. Rows are the server's; this only folds them.

interface Line {
  row: HTMLTableRowElement;
  level: number;
}

export function watchTree(): void {
  document.addEventListener("click", (event) => {
    const twisty = event.target instanceof Element ? event.target.closest(".twisty") : null;
    const row = twisty?.closest("tr");
    if (row) toggle(row);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.target instanceof HTMLTableRowElement ? event.target : null;
    if (row?.closest("[data-tree]") && !event.ctrlKey && !event.metaKey && !event.altKey && press(row, event.key)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof HTMLTableRowElement ? event.target : null;
    const table = row?.closest("[data-tree]");
    if (!row || !table) return;
    for (const other of table.querySelectorAll('tbody tr[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    row.tabIndex = 0;
  });
}

function linesOf(row: HTMLTableRowElement): Line[] {
  const rows = row.parentElement?.querySelectorAll("tr") ?? [];
  return [...rows].map((each) => ({ row: each, level: Number(each.dataset["level"] ?? 0) }));
}

function toggle(row: HTMLTableRowElement, open = row.getAttribute("aria-expanded") === "false"): void {
  row.setAttribute("aria-expanded", String(open));
  row.querySelector(".twisty")?.setAttribute("aria-expanded", String(open));
  refold(linesOf(row));
}

/** A line shows if everything above it is open. */
function refold(lines: Line[]): void {
  let closedAt = Infinity;
  for (const { row, level } of lines) {
    if (level <= closedAt) closedAt = Infinity;
    row.classList.toggle("folded", level > closedAt);
    if (closedAt === Infinity && row.getAttribute("aria-expanded") === "false") closedAt = level;
  }
}

function press(row: HTMLTableRowElement, key: string): boolean {
  const lines = linesOf(row).filter((line) => !line.row.classList.contains("folded"));
  const at = lines.findIndex((line) => line.row === row);
  const go = (index: number): boolean => {
    const next = lines[Math.max(0, Math.min(lines.length - 1, index))];
    next?.row.focus();
    return true;
  };
  const expanded = row.getAttribute("aria-expanded");
  switch (key) {
    case "ArrowDown": return go(at + 1);
    case "ArrowUp": return go(at - 1);
    case "Home": return go(0);
    case "End": return go(lines.length - 1);
    case "PageDown": return go(at + 10);
    case "PageUp": return go(at - 10);
    case "Enter": row.querySelector<HTMLAnchorElement>(".name a")?.click(); return true;
    case "ArrowRight":
      if (expanded === "false") toggle(row, true);
      else if (expanded === "true") go(at + 1);
      return true;
    case "ArrowLeft": {
      if (expanded === "true") {
        toggle(row, false);
        return true;
      }
      const level = lines[at]?.level ?? 0;
      for (let above = at - 1; above >= 0; above--) if ((lines[above]?.level ?? 0) < level) return go(above);
      return true;
    }
    default: return false;
  }
}
