// Tells when the colors of the page change: by the reader's choice (data-theme on <html>) or the system's.

export function onThemeChange(react: () => void): () => void {
  const observer = new MutationObserver(react);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", react);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", react);
  };
}
