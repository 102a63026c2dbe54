import { utimesSync, watch } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./build.ts";
import { buildAssets } from "./build-assets.ts";
import { endAll, run } from "./children.ts";

/**
 * Compiles on change (`tsc --watch`), restarts on what was compiled (`node --watch`), and hashes assets anew when one
 * changes. A server that restarts is another build, so that open pages ask to be reloaded.
 */
const server = fileURLToPath(new URL("../dist/server.js", import.meta.url));
const staticFolder = fileURLToPath(new URL("../static", import.meta.url));
/** An editor writes a file in several steps. */
const settleMillis = 150;

// What does not compile yet is for `tsc --watch` to complain about.
build();
let settling: NodeJS.Timeout | undefined;
watch(staticFolder, { recursive: true }, () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    buildAssets();
    // `node --watch` looks at the code only.
    utimesSync(server, new Date(), new Date());
  }, settleMillis);
});

const compiler = "node_modules/typescript/bin/tsc";
await Promise.race([
  run(compiler, "-p", "tsconfig.json", "--watch", "--preserveWatchOutput"),
  run("--watch", "--watch-preserve-output", "dist/server.js"),
]);
endAll();
process.exit();
