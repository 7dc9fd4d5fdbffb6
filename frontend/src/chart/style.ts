// What a chart needs of style, brought along by its script: a page that shows a chart links nothing else.
const rules = `
hw-chart { position: relative; }
.hw-chart-drawing { width: 100%; height: 100%; }
/* For screen readers always; for everyone while the keyboard is on one of its links. */
.hw-chart-table:not(:focus-within) {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.hw-chart-table:focus-within { position: absolute; inset: 0; overflow: auto; padding: 8px 12px; background: var(--panel); }
.hw-chart-table :is(th, td) { padding: 2px 10px 2px 0; text-align: left; font-weight: 400; }
.hw-chart-table a { color: var(--accent); }
`;

export function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets.push(sheet);
}
