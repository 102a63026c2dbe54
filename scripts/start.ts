import { build, isBuilt } from "./build.ts";

/** Builds where something changed since the last build, and serves. */
if (isBuilt() || build()) await import(new URL("../dist/server.js", import.meta.url).href);
else process.exitCode = 1;
