import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { minifySync } from "rolldown/utils";
import type { Manifest } from "../src/assets.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const target = join(dist, "static");
/**
 * `app.css`, one flat file: it must work in browsers of 2020 (no nesting, layers or :has for anything that matters). Sizes
 * are in rem, and the root grows with a wall screen, so one layout fits a laptop and a 4K wall. Logical properties
 * throughout: right-to-left is a language, not a redesign. Where two rules weigh the same the later one holds, so the
 * order counts: first what is everywhere, then the page from the header down, then what a size of screen changes.
 */
const sheets = [
  ...[
    "colours",
    "base",
    "header",
    "board",
    "tiles",
    "alerts",
    "yours",
    "hands",
    "cards",
    "signs",
    "trend",
    "notice",
    "not-live",
    "sheet",
  ],
  ...["wall", "laptop", "phone", "settings", "forced-colors", "print"],
].map((name) => `${name}.css`);
/** `pages.css`, for pages that are no board, over what is everywhere: a board need not wait for it. */
const pageSheets = ["page", "alert-page", "duty", "history", "hospital"].map((name) => `${name}.css`);
/** Over those, for pages about patients: their coming and going, their observations, their curves. */
const patientSheets = ["patients", "rounds", "trends-page", "devices"].map((name) => `${name}.css`);
/** What is text becomes a fraction; pictures and fonts are compressed already. */
const compressible = new Set([".css", ".js", ".svg", ".json", ".webmanifest"]);

/**
 * Puts everything that is served under /static into `dist/static`: under a name with a hash of the content, compressed
 * beforehand, listed in a manifest. Several may run at once: each file appears whole.
 */
export function buildAssets(): void {
  mkdirSync(target, { recursive: true });
  const contents = [
    ...ownFiles(),
    ["app.css", joinedSheets(sheets)] as const,
    ["pages.css", joinedSheets(pageSheets)] as const,
    ["patients.css", joinedSheets(patientSheets)] as const,
    ["board.js", minified(joinedFolder("board"))] as const,
    ["alert-page.js", minified(joinedChartPage("alert-page"))] as const,
    ["asked.js", minified(joinedAsked())] as const,
    ["round.js", minified(joinedFolder("round"))] as const,
    ["trends-page.js", minified(joinedChartPage("trends-page"))] as const,
    ["htmx.js", joinedHtmx()] as const,
    ["uplot.js", joined([join(root, "static", "chart", "language.js"), join(uplot, "uPlot.iife.min.js")])] as const,
    ["uplot.css", joined([join(uplot, "uPlot.min.css")])] as const,
  ];
  const files = Object.fromEntries(contents.map(([name, content]) => [name, writeHashed(name, content)]));
  const manifest: Manifest = { build: buildHash(Object.values(files)), files };
  put("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** Removes what earlier builds left. */
export function removeOldAssets(): void {
  const manifest: Manifest = JSON.parse(readFileSync(join(target, "manifest.json"), "utf8"));
  const kept = new Set(["manifest.json", ...Object.values(manifest.files)]);
  for (const name of readdirSync(target))
    if (!name.startsWith(".") && !kept.has(name.replace(/\.(br|gz)$/, ""))) rmSync(join(target, name), { force: true });
}

function ownFiles(): (readonly [name: string, content: Buffer])[] {
  const folder = join(root, "static");
  const names = readdirSync(folder).filter((name) => !name.startsWith(".") && extname(name) !== "");
  return names.sort().map((name) => [name, readFileSync(join(folder, name))]);
}

/** Everything that styles a page arrives at once. A sheet that has no place in the order is a mistake of ours. */
function joinedSheets(names: readonly string[]): Buffer {
  const folder = join(root, "static", "css");
  const placed = new Set([...sheets, ...pageSheets, ...patientSheets]);
  const forgotten = readdirSync(folder).filter((name) => extname(name) === ".css" && !placed.has(name));
  if (forgotten.length > 0) throw new Error(`say in build-assets.ts where ${forgotten.join(", ")} comes in app.css`);
  return joined(names.map((name) => join(folder, name)));
}

/** One request instead of one a script, and all of them or none. Each is a closure: their order does not matter. */
const joinedFolder = (folder: string) => joined(scriptsOf(folder));

function scriptsOf(name: string): string[] {
  const folder = join(root, "static", name);
  const names = readdirSync(folder).filter((file) => extname(file) === ".js");
  return names.sort().map((file) => join(folder, file));
}

const clockScript = join(root, "static", "board", "clock.js");
const chartScript = (name: string) => join(root, "static", "chart", `${name}.js`);

/** A page with charts keeps the time as a board does; what is its own comes last. */
const joinedChartPage = (folder: string) =>
  joined([
    ...[clockScript, chartScript("draw-regions"), chartScript("sheet")],
    ...scriptsOf(folder),
    chartScript("keep-asking"),
  ]);

/** A page that asks whether it has changed, and has no charts. */
const joinedAsked = () => joined([clockScript, chartScript("draw-regions"), chartScript("keep-asking")]);

const uplot = join(root, "node_modules", "uplot", "dist");

/** As two `defer` scripts the extension can come after htmx has started, and the stream never connects. */
function joinedHtmx(): Buffer {
  const folder = join(root, "node_modules", "htmx.org", "dist");
  return joined([join(folder, "htmx.min.js"), join(folder, "ext", "hx-sse.min.js")]);
}

/**
 * Without comments and long names: half the bytes on the line. Nothing newer than what browsers of 2020 know comes in.
 * What decides that a browser is too old (old-browser.js) is small, and stays as it was written.
 */
function minified(script: Buffer): Buffer {
  const { code, errors } = minifySync("board.js", script.toString(), { compress: { target: "es2019" } });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return Buffer.from(code);
}

const joined = (paths: readonly string[]) =>
  Buffer.concat(paths.flatMap((path) => [readFileSync(path), Buffer.from("\n")]));

function writeHashed(name: string, content: Buffer): string {
  const { name: stem, ext } = parse(name);
  const hashed = `${stem}.${hash([content]).slice(0, 8)}${ext}`;
  if (existsSync(join(target, hashed))) return hashed;
  if (compressible.has(ext)) {
    putIfSmaller(`${hashed}.br`, brotliCompressSync(content), content);
    putIfSmaller(`${hashed}.gz`, gzipSync(content, { level: 9 }), content);
  }
  put(hashed, content);
  return hashed;
}

/** Of the compiled server and of every asset: whatever changes what a page is or does makes another build. */
function buildHash(assetNames: readonly string[]): string {
  const code = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => extname(name) === ".js" && !name.startsWith("static"))
    .sort();
  const version = readFileSync(join(root, "package.json"));
  return hash([
    version,
    ...assetNames.map((name) => Buffer.from(name)),
    ...code.map((name) => readFileSync(join(dist, name))),
  ]).slice(0, 10);
}

function hash(parts: readonly Buffer[]): string {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest("hex");
}

function putIfSmaller(name: string, compressed: Buffer, content: Buffer): void {
  if (compressed.length < content.length) put(name, compressed);
}

function put(name: string, content: Buffer): void {
  const unfinished = join(target, `.${name}.${process.pid}`);
  writeFileSync(unfinished, content);
  renameSync(unfinished, join(target, name));
}
