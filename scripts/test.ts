import { startVitest } from "vitest/node";
import { findChromium } from "../test/support/chromium.ts";
import { build } from "./build.ts";

/**
 * Runs every test, or those that are named, and prints what came of it alone on the last line. A browser test that was
 * skipped counts as a failure: the screen is what we promise.
 */
process.on("disconnect", () => process.exit(1));
if (!build()) process.exit(1);
const browser = await findChromium();
process.once("exit", browser.remove);
process.env.WARDLIGHT_CHROMIUM = browser.program;

const vitest = await startVitest("test", process.argv.slice(2), { watch: false });
const modules = vitest.state.getTestModules();
const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test })));
const count = (state: string) => tests.filter(({ test }) => test.result().state === state).length;
const skippedInBrowser = tests.filter(
  ({ module, test }) => test.result().state === "skipped" && module.moduleId.includes("/test/browser/"),
);
const brokenModules = modules.filter((module) => module.state() === "failed" && module.errors().length > 0);
const errors = vitest.state.getUnhandledErrors();
for (const { test } of skippedInBrowser) console.error(`skipped, which no browser test may be: ${test.fullName}`);
const failed = count("failed") + skippedInBrowser.length + brokenModules.length + errors.length;
await vitest.close();
console.log(`${count("passed")} passed, ${failed} failed`);
process.exit(failed > 0 || tests.length === 0 ? 1 : 0);
