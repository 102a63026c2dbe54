import type { Outcome } from "./alerts.ts";

/** How a stay ends. `merged`: it was another stay of the same person, and that one goes on. */
export const chosenEndings = ["home", "transferred", "died", "other"] as const;
export type ChosenEnding = (typeof chosenEndings)[number];
export type StayEnding = ChosenEnding | "merged";

/** What the end of a stay says of the alerts that were open about it. */
export const outcomeOfEnding = {
  home: "patient_left",
  transferred: "transferred",
  died: "patient_left",
  other: "patient_left",
  merged: "merged",
} as const satisfies Record<StayEnding, Outcome>;

/** So long after they left patients are found without their number. */
export const recentlyLeftDays = 7;

/**
 * When somebody gives up beds that they held from these moments on: now, but after each of them, so that no time is held
 * by nobody or twice. The database's clock is told in milliseconds, and somebody may come and be moved within one.
 */
export const momentAfter = (now: Date, froms: readonly Date[]) =>
  new Date(Math.max(now.getTime(), ...froms.map((from) => from.getTime() + 1)));
