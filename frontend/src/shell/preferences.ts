// Theme and density: shown at once, remembered in the cookies that the server reads, so that no page flashes.

const YEAR_SECONDS = 365 * 24 * 3600;

export function watchPreferences(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = (event as SubmitEvent).submitter;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-theme-form") || !(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    choose(button);
  });
}

function choose(button: HTMLButtonElement): void {
  const { name, value } = button;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  if (value) document.documentElement.setAttribute(`data-${name}`, value);
  else document.documentElement.removeAttribute(`data-${name}`);
  for (const other of button.parentElement?.querySelectorAll("button") ?? []) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}
