import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const source = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The three screens that every page must be right on: a wall, a laptop, a phone. */
export const screens = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const;

/** The source is evaluated by the debugger's protocol: the page's own policy, rightly, would refuse it. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return await page.evaluate(async () => {
    interface Axe {
      run(options: { resultTypes: string[] }): Promise<{
        passes: unknown[];
        violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[];
      }>;
    }
    const { violations, passes } = await (window as unknown as { axe: Axe }).axe.run({ resultTypes: ["violations"] });
    if (passes.length === 0) throw new Error("axe looked at nothing");
    return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target}: ${nodes[0]?.failureSummary}`);
  });
}

/** By how many pixels a page has to be moved sideways to be read. */
export const sidewaysOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
