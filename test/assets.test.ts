import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadAssets } from "../src/assets.ts";
import { staticRoutes } from "../src/routes/static.ts";

const assets = loadAssets();
const routes = staticRoutes({ assets });
const get = (path: string, acceptEncoding = "identity") =>
  routes.request(path, { headers: { "Accept-Encoding": acceptEncoding } });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe("htmx as it is served", () => {
  test("is the installed htmx followed by its SSE extension, byte for byte", async () => {
    const dist = join(createRequire(import.meta.url).resolve("htmx.org/package.json"), "..", "dist");
    const parts = ["htmx.min.js", "ext/hx-sse.min.js"].map((name) => readFileSync(join(dist, name), "utf8"));
    expect((await bytes(await get(assets.url("htmx.js")))).toString()).toBe(`${parts[0]}\n${parts[1]}\n`);
  });
});

describe("an asset", () => {
  test("is kept by browsers for ever, because its name is its content's", async () => {
    const response = await get(assets.url("app.css"));
    expect(response.status).toBe(200);
    expect(assets.url("app.css")).toMatch(/^\/static\/app\.[0-9a-f]{8}\.css$/);
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Vary")).toBe("Accept-Encoding");
  });

  test("comes compressed to whoever takes that, and is the same file", async () => {
    const plain = await bytes(await get(assets.url("app.css")));
    const br = await get(assets.url("app.css"), "gzip, deflate, br");
    expect(br.headers.get("Content-Encoding")).toBe("br");
    const compressed = await bytes(br);
    expect(brotliDecompressSync(compressed).equals(plain)).toBe(true);
    expect(compressed.length).toBeLessThan(plain.length / 2);
    const gzip = await get(assets.url("app.css"), "gzip");
    expect(gzip.headers.get("Content-Encoding")).toBe("gzip");
    expect(gunzipSync(await bytes(gzip)).equals(plain)).toBe(true);
  });

  test("comes plain to whoever refuses compression", async () => {
    for (const refused of ["", "identity", "br;q=0, gzip;q=0.0", "brotli"])
      expect((await get(assets.url("app.css"), refused)).headers.get("Content-Encoding")).toBeNull();
  });

  test("is not there under a name without its hash, with another hash, or outside of its folder", async () => {
    const hashed = assets.url("app.css").replace("/static/", "");
    const others = [
      "app.css",
      "app.00000000.css",
      `${hashed}.br`,
      "manifest.json",
      "..%2fserver.js",
      `%2e%2e/${hashed}`,
    ];
    for (const name of others) expect((await get(`/static/${name}`)).status, name).toBe(404);
  });

  test("that a page asks for and the build did not make is a bug, told at once", () => {
    expect(() => assets.url("none.css")).toThrow("the build made no asset called none.css");
    expect(() => assets.url("constructor")).toThrow();
  });
});
