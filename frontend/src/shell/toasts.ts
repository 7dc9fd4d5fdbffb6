// Messages leave by themselves after a while, unless they ask for something or someone reads them.

const STAY_MS = 7000;

export function watchToasts(): void {
  const toasts = document.querySelector(".toasts");
  if (!toasts) return;
  toasts.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-dismiss]") : null;
    button?.closest(".toast")?.remove();
  });
  for (const toast of toasts.querySelectorAll(".toast")) {
    const keeps = toast.classList.contains("error") || toast.querySelector("form") !== null;
    if (!keeps) leaveLater(toast);
  }
}

function leaveLater(toast: Element): void {
  const leave = (): void => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAY_MS);
    else toast.remove();
  };
  setTimeout(leave, STAY_MS);
}
