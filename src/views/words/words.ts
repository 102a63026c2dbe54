import type { en } from "./en.ts";

/** All that people read. A second language is one more file of this type. */
export type Words = typeof en;
