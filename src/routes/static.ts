import { Hono } from "hono";
import type { AssetFile, Assets } from "../assets.ts";
import { accepts } from "./content-encoding.ts";

/** A name holds a hash of the content, so what was fetched once is right for ever. Other names do not exist. */
export function staticRoutes({ assets }: { readonly assets: Assets }) {
  return new Hono().get("/static/:name", (c) => {
    const file = assets.file(c.req.param("name"));
    if (!file) return c.notFound();
    const { body, encoding } = smallest(file, c.req.header("Accept-Encoding") ?? "");
    return c.body(new Uint8Array(body), 200, {
      "Content-Type": file.type,
      "Cache-Control": "public, max-age=31536000, immutable",
      "X-Content-Type-Options": "nosniff",
      Vary: "Accept-Encoding",
      ...(encoding ? { "Content-Encoding": encoding } : {}),
    });
  });
}

function smallest(file: AssetFile, accepted: string): { body: Buffer; encoding: "br" | "gzip" | null } {
  if (file.br && accepts(accepted, "br")) return { body: file.br, encoding: "br" };
  if (file.gzip && accepts(accepted, "gzip")) return { body: file.gzip, encoding: "gzip" };
  return { body: file.plain, encoding: null };
}
