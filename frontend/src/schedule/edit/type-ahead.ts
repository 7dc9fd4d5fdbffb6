// What is typed while a new row is on its way: it is for that row, not for the one that the keyboard still stands on.

export class TypeAhead {
  private lines: string[] | null = null;

  /** `typed`: what was typed for this row already. */
  begin(typed = ""): void {
    this.lines = [typed];
  }

  /**
   * What was typed, once the row is there: its name and those of the rows behind it; the last one is not ended yet.
   * Null where somebody pressed Escape or went elsewhere meanwhile.
   */
  end(): string[] | null {
    const found = this.lines;
    this.lines = null;
    return found;
  }

  /** Whether a row is awaited; where nothing is being saved any more, none will come. */
  waits(saving: boolean): boolean {
    if (!saving) this.lines = null;
    return this.lines !== null;
  }

  /** Takes letters, what takes them back, and the end of a name; whoever goes elsewhere types there. */
  key(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
    const { key } = event;
    const { lines } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || lines === null) return false;
    const last = lines.length - 1;
    if ([...key].length === 1) lines[last] += key;
    else if (key === "Backspace") lines[last] = [...lines[last]!].slice(0, -1).join("");
    else if (key === "Enter") {
      if (lines[last] !== "") lines.push("");
    }
    else if (key !== "Shift" && key !== "Dead") {
      this.lines = null;
      return false;
    }
    return true;
  }
}
