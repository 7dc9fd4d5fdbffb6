// Bundles every entry of src/ into the package's static files. Run by the package's build hook, or by hand: npm run build
// HEADWAY_FRONTEND_OUT names another folder: for trying things out without touching what a running server serves.
import { build } from "esbuild";
import { writeIcons } from "./icons.mjs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const out = process.env.HEADWAY_FRONTEND_OUT || "../src/headway/app/ui/static/headway/dist";
const onlyTypes = new Set(["contract.ts"]);
const entries = (await readdir("src"))
  .filter((name) => /\.(ts|css)$/.test(name) && !onlyTypes.has(name))
  .map((name) => `src/${name}`);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: entries,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  outdir: out,
  entryNames: "[name]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "linked",
  sourcemap: process.env.HEADWAY_SOURCEMAP ? "linked" : false,
  logLevel: "warning",
});
await cp("node_modules/lucide-static/LICENSE", `${out}/lucide-LICENSE`);
await writeIcons(out);

// The server sends what is already packed; it packs nothing itself.
for (const name of (await readdir(out)).filter((name) => /\.(js|css|json)$/.test(name))) {
  await writeFile(`${out}/${name}.gz`, gzipSync(await readFile(`${out}/${name}`), { level: 9 }));
}
