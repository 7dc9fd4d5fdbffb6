// The menu "Views": open one, keep what is on the page, give it another name, share it, begin with it, delete it.
import { html } from "../lib/dom.ts";
import { checkbox, Menu, wordButton } from "./controls.ts";
import { Refused, type SavedView, type SavedViews } from "./saved-views.ts";

export class ViewsMenu {
  readonly menu: Menu;
  private said = "";
  private name = "";

  constructor(private readonly views: SavedViews) {
    this.menu = new Menu("Views", () => this.content());
  }

  /** Says on the button which view is open. */
  private show(): void {
    const { current } = this.views;
    this.menu.element.querySelector("summary")!.textContent = current ? `View: ${current.name}` : "Views";
  }

  private content(): Node[] {
    const { views } = this;
    const usual = this.line(null, "The usual view");
    const mine = views.all.filter((view) => view.mine).map((view) => this.line(view, view.name));
    const others = views.all.filter((view) => !view.mine).map((view) => this.line(view, `${view.name} (${view.owner})`));
    const list = html("ul", { class: "sch-conditions", "aria-label": "Views" }, usual, ...mine, ...others);
    const message = html("p", { class: "sch-fault", role: "alert" }, this.said);
    this.said = "";
    return [list, ...(views.current ? this.acts(views.current) : []), this.saveForm(), message];
  }

  private line(view: SavedView | null, words: string): HTMLElement {
    const open = wordButton(words, () => {
      this.views.open(view);
      this.refresh();
    });
    if ((this.views.current?.id ?? null) === (view?.id ?? null)) open.setAttribute("aria-current", "true");
    return html("li", {}, open, html("small", {}, view?.shared ? "shared" : view ? "yours alone" : ""));
  }

  private acts(view: SavedView): HTMLElement[] {
    const { views } = this;
    const begin = checkbox("Begin with this view", "With which view this schedule opens, for you", views.begins === view.id, (on) => this.run(() => views.beginWith(on ? view : null)));
    const again = wordButton("Reset to saved", () => {
      views.open(view);
      this.refresh();
    });
    if (!views.mayChange(view)) return [begin, html("p", { class: "sch-actions" }, again)];
    const save = wordButton("Save", () => this.run(() => views.change(view, { layout: views.layout() })));
    const remove = wordButton("Delete", () => this.run(() => views.remove(view)));
    const share = checkbox("Shared with all who see this schedule", "Others see it and may open it", view.shared, (shared) => this.run(() => views.change(view, { shared })));
    share.querySelector("input")!.disabled = !views.mayShare;
    return [share, begin, html("p", { class: "sch-actions" }, save, again, remove)];
  }

  private saveForm(): HTMLElement {
    const { views } = this;
    const input = html("input", { type: "text", class: "sch-find", "aria-label": "Name of the view", placeholder: "Name", maxlength: "80", autocomplete: "off" });
    input.value = this.name;
    input.addEventListener("input", () => (this.name = input.value));
    const saveAs = html("button", { type: "submit", class: "sch-button" }, "Save as");
    const form = html("form", { class: "sch-condition", "aria-label": "Save what is shown" }, input, html("p", { class: "sch-actions" }, saveAs));
    const { current } = views;
    if (current && views.mayChange(current)) saveAs.after(wordButton("Rename", () => this.withName((name) => views.change(current, { name }))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.withName((name) => views.saveAs(name));
    });
    return form;
  }

  private withName(act: (name: string) => Promise<void>): void {
    const name = this.name.trim();
    if (name) this.run(async () => {
      await act(name);
      this.name = "";
    });
    else {
      this.said = "Type a name for it.";
      this.menu.fill();
    }
  }

  private run(act: () => Promise<void>): void {
    act()
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        this.said = error.message;
      })
      .finally(() => this.refresh());
  }

  /** Shows what is known of views by now. */
  refresh(): void {
    this.show();
    this.menu.fill();
  }
}
