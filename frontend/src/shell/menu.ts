// On a phone the navigation is a sheet over the page; without a script the address (#side) opens it.

export function watchMenu(): void {
  const side = document.getElementById("side");
  if (!side) return;
  let opener: HTMLElement | null = null;

  const close = (): void => {
    if (!side.classList.contains("open")) return;
    side.classList.remove("open");
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>("[data-menu]");
    if (button) {
      event.preventDefault();
      opener = button;
      side.classList.add("open");
      button.setAttribute("aria-expanded", "true");
      side.querySelector<HTMLElement>("a, button")?.focus();
    } else if (target?.closest(".veil")) {
      event.preventDefault();
      close();
    }
  });
  side.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  showCurrent(side);
}

/** Scroll to where the page stands; `scrollIntoView` would make the first Tab begin there, behind the skip link. */
function showCurrent(side: HTMLElement): void {
  const current = side.querySelector('[aria-current="page"]');
  if (!current) return;
  side.scrollTop += Math.max(0, current.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom);
}
