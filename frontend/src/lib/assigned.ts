// Who works on a task, as it is typed and shown: "Anna [50%]; Crane". A name that would be read as something else stands
// in quotes: "\"Smith; Sons\" [50%]".

const PIECE = /\s*("(?:[^"]|"")*"[^;]*|[^;]*)(?:;|$)/gy;

/** Who is named, without the units; nobody is one empty name. */
export function namesIn(resources: string): string[] {
  return [...resources.matchAll(PIECE)].map(([, piece]) => bare(piece!.trim())).filter((name, index) => name || !index);
}

function bare(piece: string): string {
  const name = piece.replace(/ \[[\d.]+%\]$/, "");
  return /^"(?:[^"]|"")*"$/.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;
}
