// What every page loads: htmx and the shell's own small parts. All of it improves pages that already work without.
import "htmx.org";
import { keepFocus } from "./shell/focus.ts";
import { watchForms } from "./shell/forms.ts";
import { watchMentions } from "./shell/mentions.ts";
import { watchInbox } from "./shell/inbox.ts";
import { watchMenu } from "./shell/menu.ts";
import { openPalette } from "./palette.ts";
import { watchPreferences } from "./shell/preferences.ts";
import { watchPush } from "./shell/push.ts";
import { localizeTimes } from "./shell/times.ts";
import { watchToasts } from "./shell/toasts.ts";
import { watchTree } from "./shell/tree.ts";
import { watchTyped } from "./shell/typed.ts";

watchPreferences();
watchMenu();
watchToasts();
watchTree();
watchForms();
watchTyped();
watchMentions();
watchInbox();
keepFocus();
void watchPush();
localizeTimes(document);

document.addEventListener("htmx:after:swap", () => localizeTimes(document));
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  }
});
document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element ? event.target.closest("[data-palette]") : null;
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  openPalette();
});
