import type { Db } from "../db/connection.ts";
import { type AlertAct, answerAlert } from "./answer-alert.ts";

export interface TakingOn extends AlertAct {
  readonly screen: string;
  /** On the way for so many minutes, capped by priority; null: is with it. */
  readonly minutes: number | null;
}

/**
 * "I'm on my way": answers an alert, or takes it over from whoever had, until the time that was said; then it calls again
 * if its cause still stands. Refuses as `acknowledgeAlert` does, but not for being acknowledged.
 */
export const takeOnAlert = ({ db }: { readonly db: Db }, { screen, minutes, ...act }: TakingOn) =>
  answerAlert(db, {
    ...act,
    order: (_, now) => ({
      ...{ do: "take_on", by: act.person, on: screen },
      until: minutes === null ? null : new Date(now.getTime() + minutes * 60_000),
    }),
    grounds: { reason: minutes === null ? "is_with_it" : "on_the_way", screen },
  });
