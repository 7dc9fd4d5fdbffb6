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
  // Back in a page kept by the browser, the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
