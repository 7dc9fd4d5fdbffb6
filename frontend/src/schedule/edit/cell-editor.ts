// The one input that lies over the cell being edited.
import { html } from "../../lib/dom.ts";

export type Leave = "down" | "up" | "right" | "left" | "stay";

export interface Editing {
  row: number;
  column: string;
  id: number;
  /** What stood there: leaving it alone sends nothing. */
  before: string;
}

export class CellEditor {
  readonly input = html("input", { class: "sch-editor", type: "text", autocomplete: "off", spellcheck: "false", maxlength: "10000" });
  editing: Editing | null = null;
  private moving = false;

  constructor(
    private readonly commit: (editing: Editing, text: string, leave: Leave) => void,
    private readonly cancelled: (editing: Editing) => void,
  ) {
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.moving || this.finish("stay"));
    // The grid's own keys and clipboard stay out of a text that is being typed.
    for (const name of ["copy", "cut", "paste", "click", "dblclick"]) this.input.addEventListener(name, (event) => event.stopPropagation());
  }

  open(cell: HTMLElement, editing: Editing, typed: string | null, label: string): void {
    this.finish("stay");
    this.editing = editing;
    this.input.value = typed ?? editing.before;
    this.input.setAttribute("aria-label", label);
    cell.append(this.input);
    cell.toggleAttribute("data-editing", true);
    this.input.focus({ preventScroll: true });
    if (typed === null) this.input.select();
    else this.input.setSelectionRange(typed.length, typed.length);
  }

  /** Ends editing and hands over what was typed. */
  finish(leave: Leave): void {
    const { editing } = this;
    if (!editing) return;
    const text = this.input.value;
    this.close();
    this.commit(editing, text, leave);
  }

  /** The row of the cell stands elsewhere now: the input follows with what is typed; without a cell it hands over. */
  rehome(cell: HTMLElement | null): void {
    if (!cell) this.finish("stay");
    else if (this.input.parentElement !== cell) {
      const { selectionStart, selectionEnd } = this.input;
      this.moving = true;
      this.input.parentElement?.removeAttribute("data-editing");
      cell.append(this.input);
      cell.toggleAttribute("data-editing", true);
      this.input.focus({ preventScroll: true });
      this.input.setSelectionRange(selectionStart, selectionEnd);
      this.moving = false;
    }
  }

  private cancel(): void {
    const { editing } = this;
    this.close();
    if (editing) this.cancelled(editing);
  }

  private close(): void {
    this.editing = null;
    this.moving = true;
    this.input.parentElement?.removeAttribute("data-editing");
    this.input.remove();
    this.moving = false;
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter") this.finish(event.shiftKey ? "up" : "down");
    else if (event.key === "Tab") this.finish(event.shiftKey ? "left" : "right");
    else if (event.key === "Escape") this.cancel();
    else return;
    event.preventDefault();
  }
}
