import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/**
 * Who may import whom. What a folder names is a folder of `src`, a file of `src`, or a package; `type:` allows no more
 * than the type. `node:` means any of Node's own modules.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: ["domain"],
  views: ["domain", "views", "hono/jsx", "hono/html"],
  // lucia asks for an adapter: docs/decisions/0001.
  db: ["domain", "db", "kysely", "pg", "lucia", "node:", "type:log.ts"],
  events: ["domain", "db", "views", "events", "zod", "kysely", "node:", "type:log.ts"],
  actions: [
    "domain",
    "db",
    "actions",
    "events/publish.ts",
    "type:events",
    "rate-limiter-flexible",
    "node:",
    "type:log.ts",
  ],
  routes: [
    ...["domain", "db", "actions", "events", "views", "routes", "hono", "@hono/node-server", "zod", "node:"],
    ...["type:log.ts", "type:assets.ts", "config.ts"],
  ],
  demo: ["domain", "db", "actions", "demo", "events/publish.ts", "kysely", "node:", "type:log.ts"],
};

const src = fileURLToPath(new URL("../src", import.meta.url));

describe("who may import whom", () => {
  for (const [folder, allowed] of Object.entries(mayImport))
    test(`${folder} imports nothing but ${allowed.join(", ")}`, () => {
      expect(filesOf(folder).flatMap((file) => importsOf(file).filter((found) => !isAllowed(found, allowed)))).toEqual(
        [],
      );
    });

  test("every folder of src stands in the table", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !Object.hasOwn(mayImport, name))).toEqual([]);
  });
});

interface Import {
  readonly from: string;
  readonly what: string;
  readonly typeOnly: boolean;
}

function filesOf(folder: string): string[] {
  const names = readdirSync(join(src, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^;"]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm,
  );
  return [...statements].map(([, type, from, dynamic, bare]) => ({
    from: file,
    what: named(file, from ?? dynamic ?? bare ?? ""),
    typeOnly: type !== undefined,
  }));
}

/** A relative import by its path below `src`, a package as it stands. */
const named = (file: string, specifier: string) =>
  specifier.startsWith(".") ? relative(src, join(src, dirname(file), specifier)) : specifier;

const isAllowed = ({ what, typeOnly }: Import, allowed: readonly string[]) =>
  allowed.some((entry) => {
    if (entry.startsWith("type:") && !typeOnly) return false;
    const target = entry.replace(/^type:/, "");
    return target === "node:" ? what.startsWith("node:") : what === target || what.startsWith(`${target}/`);
  });
