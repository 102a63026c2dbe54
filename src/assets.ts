import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** One file as it is served: its bytes, and the same compressed where that makes it smaller. */
export interface AssetFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

export interface Assets {
  /** `url("app.css")` is "/static/app.3f9c2a11.css". Throws for a name that the build did not make. */
  url(name: string): string;
  /** By the hashed name, as it stands in the URL. */
  file(hashedName: string): AssetFile | null;
  /** A short hash of the server's code and all assets. A page of another build is asked to reload. */
  readonly build: string;
}

export interface Manifest {
  readonly build: string;
  /** From the name in `static/` to the hashed one. */
  readonly files: Readonly<Record<string, string>>;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Reads everything the build put into `dist/static`; a few hundred kilobytes, kept in memory. */
export function loadAssets(): Assets {
  // The same place from src/ and from dist/.
  const folder = new URL("../dist/static/", import.meta.url);
  const manifest: Manifest = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8"));
  const files = new Map(Object.values(manifest.files).map((hashed) => [hashed, readAsset(folder, hashed)]));
  return {
    build: manifest.build,
    file: (hashedName) => files.get(hashedName) ?? null,
    url(name) {
      const hashed = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
      if (hashed === undefined) throw new Error(`the build made no asset called ${name}`);
      return `/static/${hashed}`;
    },
  };
}

function readAsset(folder: URL, hashed: string): AssetFile {
  const type = types[extname(hashed)];
  if (type === undefined) throw new Error(`${hashed} is of no type that is served`);
  const path = fileURLToPath(new URL(hashed, folder));
  return { type, plain: readFileSync(path), br: readIfThere(`${path}.br`), gzip: readIfThere(`${path}.gz`) };
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
