// The inbox by keyboard: j and k go down and up, e archives; Enter opens, as everywhere.

export function watchInbox(): void {
  const list = document.querySelector("[data-inbox]");
  if (!list) return;
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || (at instanceof Element && at.closest("input, select, textarea, dialog"))) return;
    const links = [...list.querySelectorAll<HTMLAnchorElement>("[data-line]")];
    const here = links.findIndex((link) => link.closest("li")!.contains(document.activeElement));
    if (event.key === "j") links[Math.min(here + 1, links.length - 1)]?.focus();
    else if (event.key === "k") links[Math.max(here - 1, 0)]?.focus();
    else if (event.key === "e" && here >= 0) archive(links[here]!);
    else return;
    event.preventDefault();
  });
}

/** As if its button was pressed: the focus comes back to the line that follows. */
function archive(link: HTMLElement): void {
  const button = link.closest("li")!.querySelector<HTMLButtonElement>("[data-archive]");
  button?.focus();
  button?.click();
}
