import type { Page } from "playwright-core";

/** The states that a page was in, each with when it came, and when the heartbeats did, by the page's own clock. */
interface Diary {
  readonly states: { readonly state: string; readonly at: number }[];
  readonly beats: number[];
}
declare global {
  interface Window {
    diary: Diary;
  }
}

/** Written in the page: what a test asks for over the wire comes late, and it would miss what passed. */
export const keepDiary = (page: Page) =>
  page.addInitScript(() => {
    window.diary = { states: [], beats: [] };
    const write = () => {
      const state = document.documentElement?.dataset.live ?? "";
      if (window.diary.states.at(-1)?.state !== state) window.diary.states.push({ state, at: performance.now() });
    };
    new MutationObserver(write).observe(document, { subtree: true, attributeFilter: ["data-live"] });
    for (const name of ["hello", "beat"])
      document.addEventListener(name, () => window.diary.beats.push(performance.now()));
  });

export const diaryOf = (page: Page) => page.evaluate(() => window.diary);

export const untilBeats = (page: Page, count: number) =>
  page.waitForFunction((wanted) => window.diary.beats.length >= wanted, count, { polling: 100 });
