// What is typed while a new row is on its way: it is for that row, not for the one that the keyboard still stands on.

export class TypeAhead {
  private text: string | null = null;
  private entered = false;

  begin(): void {
    this.text = "";
    this.entered = false;
  }

  /** What was typed, once the row is there. */
  end(): { text: string; entered: boolean } {
    const found = { text: this.text ?? "", entered: this.entered };
    this.text = null;
    return found;
  }

  /** Whether a row is awaited; where nothing is being saved any more, none will come. */
  waits(saving: boolean): boolean {
    if (!saving) this.text = null;
    return this.text !== null;
  }

  /** Takes letters, what takes them back, and the end of the name; whoever goes elsewhere types there. */
  key(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || this.text === null) return false;
    if ([...key].length === 1) this.text += this.entered ? "" : key;
    else if (key === "Backspace") this.text = [...this.text].slice(0, -1).join("");
    else if (key === "Enter") this.entered = this.text !== "";
    else if (key !== "Shift" && key !== "Dead") {
      this.text = null;
      return false;
    }
    return true;
  }
}
