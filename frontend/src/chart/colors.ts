// Options name colors by token, "var(--red)"; a chart library wants red, green and blue. The style engine and a canvas know them.

const known = new Map<string, string>();
let pixel: CanvasRenderingContext2D | null = null;

/** Whatever CSS calls a color here and now, as "rgba(r,g,b,a)". */
export function resolveColor(element: HTMLElement, color: string): string {
  const before = element.style.color;
  element.style.color = color;
  const computed = getComputedStyle(element).color;
  element.style.color = before;
  let value = known.get(computed);
  if (value === undefined) {
    value = inBytes(computed);
    known.set(computed, value);
  }
  return value;
}

function inBytes(color: string): string {
  if (!pixel) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    pixel = canvas.getContext("2d", { willReadFrequently: true });
  }
  if (!pixel) return color;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${(alpha! / 255).toFixed(3)})`;
}

/** A copy of the option in which every text that holds a token is a plain color. */
export function withColors(value: unknown, resolve: (color: string) => string): unknown {
  if (typeof value === "string") return value.includes("var(--") ? resolve(value) : value;
  if (Array.isArray(value)) return value.map((item) => withColors(item, resolve));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withColors(item, resolve)]));
}
