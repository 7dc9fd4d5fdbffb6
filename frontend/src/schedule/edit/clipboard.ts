// Ranges of cells as tab-separated lines, as spreadsheets take and give them.

/** Cells that hold tabs, line ends or quotes are quoted, as Excel does. */
export function toTsv(rows: string[][]): string {
  return rows.map((cells) => cells.map(quoted).join("\t")).join("\n");
}

function quoted(cell: string): string {
  return /[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** How many lines a text lays over the grid: line ends within quotes do not count. */
export function linesOf(text: string): number {
  let lines = 0;
  let inside = false;
  let begun = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') inside = !inside;
    if (letter === "\n" && !inside) {
      lines++;
      begun = false;
    } else begun = true;
  }
  return lines + (begun ? 1 : 0);
}
