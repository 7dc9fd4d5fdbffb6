// A form that must not be sent twice says that it is at work; choices in the activity page apply at once.

export function watchForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once")) return;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "";
    const button = form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    button?.append(" …");
  });
  // Ctrl Enter anywhere in a form presses the button that says so: long forms are sent without walking through them.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || event.defaultPrevented) return;
    const inside = event.target instanceof Element ? event.target.closest("form") : null;
    const chosen = inside ?? document.querySelector<HTMLElement>("form:has([aria-keyshortcuts='Control+Enter'])");
    const button = chosen?.querySelector<HTMLButtonElement>("[aria-keyshortcuts='Control+Enter']");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  // Back in a page kept by the browser, the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
