// Bundles each test/*.test.ts and hands the lot to Node's own test runner: the same on every Node from 20 on,
// with or without type stripping.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(join(tmpdir(), "headway-frontend-test-"));
const tests = (await readdir(here)).filter((name) => name.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((name) => join(here, name)),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  outdir: out,
  outExtension: { ".js": ".mjs" },
  sourcemap: "inline",
});
const built = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
const done = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
process.exit(done.status ?? 1);
