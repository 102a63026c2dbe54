import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Each test file opens its own; whoever opened it closes it. */
export async function openBrowser(): Promise<Browser> {
  // `npm test` has found one for the whole run already.
  const found = named() ?? (await findChromium());
  const browser = await launch(found.program);
  browser.on("disconnected", found.remove);
  return browser;
}

export interface FoundChromium {
  readonly program: string;
  /** Removes what was unpacked for this run. */
  remove(): void;
}

/**
 * A Chromium that starts: the one of WARDLIGHT_CHROMIUM, the system's, the one shipped in a package of ours, or one that
 * the system's package manager installs where we may. Throws a sentence where there is none.
 */
export async function findChromium(): Promise<FoundChromium> {
  for (const find of [named, installed, packaged, fetched]) {
    const found = await find();
    if (!found) continue;
    if (await starts(found.program)) return found;
    found.remove();
  }
  throw new Error("No Chromium starts on this machine: install one, or set WARDLIGHT_CHROMIUM to its path.");
}

const launch = (executablePath: string) =>
  // Its sandbox needs a user of its own, which containers and root do not give it. It opens nothing but our own pages.
  // Without a graphics card, pretending to have one costs a tenth of the time.
  chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });

async function starts(program: string): Promise<boolean> {
  try {
    const browser = await launch(program);
    try {
      // One that starts may still fall over the first form, for want of a font.
      const page = await browser.newPage();
      await page.setContent("<form><input><select><option>W1</option></select></form>");
      await page.screenshot();
      return true;
    } finally {
      await browser.close();
    }
  } catch (error) {
    console.warn(`${program} does not start: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    return false;
  }
}

const lasting = (program: string): FoundChromium => ({ program, remove: () => undefined });

function named(): FoundChromium | null {
  const program = process.env.WARDLIGHT_CHROMIUM;
  return program ? lasting(program) : null;
}

function installed(): FoundChromium | null {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const program = [...paths, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(isProgram);
  return program === undefined ? null : lasting(program);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** For Linux on x64. Bare containers lack libraries and fonts that it needs: the package brings both. */
async function packaged(): Promise<FoundChromium | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const { default: shipped, inflate } = await import("@sparticuz/chromium");
  const folder = mkdtempSync(join(tmpdir(), "wardlight-chromium-"));
  const before = process.env.TMPDIR;
  // The package unpacks into the temporary folder, and never again what lies there: this one is ours alone.
  process.env.TMPDIR = folder;
  try {
    const unpacked = await shipped.executablePath();
    await inflate(new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium")).pathname);
    // The package's own list names folders of another machine; without any font a page with a text field ends the browser.
    writeFileSync(join(folder, "fonts", "fonts.conf"), fontsIn([join(folder, "fonts"), "/usr/share/fonts"], folder));
    const program = join(folder, "start");
    writeFileSync(
      program,
      `#!/bin/sh\nexport LD_LIBRARY_PATH='${folder}/al2023/lib' FONTCONFIG_PATH='${folder}/fonts'\nexec '${unpacked}' "$@"\n`,
      { mode: 0o755 },
    );
    return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

const fontsIn = (folders: readonly string[], kept: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${folder}</dir>`).join("\n")}
  <cachedir>${join(kept, "fonts-cache")}</cachedir>
</fontconfig>
`;

/** As root on Debian and its kin. */
function fetched(): FoundChromium | null {
  if (process.getuid?.() !== 0 || !isProgram("/usr/bin/apt-get")) return null;
  console.log("No Chromium here: installing the system's.");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]])
    spawnSync("/usr/bin/apt-get", step, { env, stdio: "inherit", timeout: 300_000 });
  return installed();
}
