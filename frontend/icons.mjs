// The pictograms of the pages: their drawings, by name, in one file that the template tag `icon` reads.
import { readFile, writeFile } from "node:fs/promises";

const NAMES = [
  "activity", "arrow-down", "arrow-right", "arrow-up", "bell", "briefcase", "calendar-range", "check", "chevron-down", "circle-alert", "clock", "download",
  "circle-check", "circle-x", "cog", "compass", "file-search", "file-up", "git-branch", "flag", "folder-plus", "folder-tree", "inbox", "info", "key",
  "layers", "link-2", "list", "list-checks", "lock", "log-in", "log-out", "menu", "milestone", "monitor", "moon", "plus", "rotate-ccw", "rows-2", "rows-3", "rows-4",
  "search", "search-x", "server-crash", "settings", "shield-check", "star", "sun", "trash-2", "triangle-alert", "undo-2", "upload",
  "users", "workflow", "x",
];

/** Writes icons.json: {"name": "<path .../>"}, each on a square of 24 units. */
export async function writeIcons(out) {
  const icons = {};
  for (const name of NAMES) {
    const svg = await readFile(new URL(`node_modules/lucide-static/icons/${name}.svg`, import.meta.url), "utf8");
    icons[name] = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
  }
  await writeFile(`${out}/icons.json`, JSON.stringify(icons));
}
