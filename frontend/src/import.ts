// The drop zone of an import: drop or choose, checked before it is sent, sent with progress. Without a script it is a form.

const form = document.querySelector<HTMLFormElement>("form[data-drop]");
if (form) watch(form);

function watch(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]')!;
  const most = Number(form.dataset["most"]);

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!(event as DragEvent).relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    if (files.length > 1) return refuse(form, "Drop one file at a time.");
    input.files = files;
    send(form, input, most);
  });
  input.addEventListener("change", () => {
    if (input.files?.length) send(form, input, most);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, input, most);
  });
  // Chosen before the script was there; what a reload brings back was not chosen now.
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (input.files?.length && visit?.type === "navigate") send(form, input, most);
}

function refuse(form: HTMLFormElement, why: string): void {
  const note = form.querySelector<HTMLElement>("[data-refusal]")!;
  note.hidden = false;
  note.querySelector("div")!.textContent = why;
  form.querySelector<HTMLElement>("[data-progress]")!.hidden = true;
}

function send(form: HTMLFormElement, input: HTMLInputElement, most: number): void {
  const file = input.files?.[0];
  if (!file) return refuse(form, "Choose a file or drop one here first.");
  if (file.size === 0) return refuse(form, `“${file.name}” is empty. Choose another file.`);
  if (file.size > most) {
    return refuse(form, `“${file.name}” has ${Math.ceil(file.size / 2 ** 20)} MB; at most ${Math.floor(most / 2 ** 20)} MB can be imported. Choose a smaller file, or ask the operator to raise HEADWAY_UPLOAD_MAX_MB.`);
  }
  form.querySelector<HTMLElement>("[data-refusal]")!.hidden = true;
  const bar = form.querySelector<HTMLProgressElement>("[data-progress]")!;
  const button = form.querySelector<HTMLButtonElement>("[data-send]")!;
  bar.hidden = false;
  button.disabled = true;
  const request = new XMLHttpRequest(); // fetch does not tell how much was sent
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("error", () => {
    button.disabled = false;
    refuse(form, "The server could not be reached; nothing was stored. Check the connection and try again.");
  });
  request.addEventListener("load", () => arrive(form, button, request));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function arrive(form: HTMLFormElement, button: HTMLButtonElement, request: XMLHttpRequest): void {
  if (request.status === 200 && request.responseURL && request.responseURL !== form.action) {
    location.assign(request.responseURL);
    return;
  }
  button.disabled = false;
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = page.querySelector(".note.red[role=alert]:not([data-refusal])") ?? page.querySelector(".sorry h1");
  refuse(form, said?.textContent?.replace(/\s+/g, " ").trim() || `The server refused the file (${request.status}); nothing was stored.`);
}
