// Changes that could not be sent, kept in this browser until they are: a page that is closed meanwhile loses nothing.
export interface Kept {
  path: "edits" | "undo" | "redo";
  body: Record<string, unknown>;
}

interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** More is not kept: a browser gives a page some megabytes. */
const MOST = 2_000_000;

export class Unsent {
  constructor(
    private readonly key: string,
    private readonly shelf: Shelf,
  ) {}

  /** Replaces what is kept. Returns whether all of it is: the browser may forbid it, or it may be too much. */
  keep(changes: Kept[]): boolean {
    try {
      const text = JSON.stringify(changes);
      if (!changes.length || text.length > MOST) this.shelf.removeItem(this.key);
      else this.shelf.setItem(this.key, text);
      return text.length <= MOST;
    } catch {
      return false;
    }
  }

  /** What an earlier page could not send; nothing where somebody else's or broken words stand. */
  kept(): Kept[] {
    try {
      const found: unknown = JSON.parse(this.shelf.getItem(this.key) ?? "[]");
      return Array.isArray(found) ? found.filter(isKept) : [];
    } catch {
      return [];
    }
  }
}

function isKept(value: unknown): value is Kept {
  const { path, body } = (value ?? {}) as Partial<Kept>;
  return ["edits", "undo", "redo"].includes(path as string) && typeof body === "object" && body !== null;
}
