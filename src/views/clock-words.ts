import type { Words } from "./words/words.ts";

/** For static/board/clock.js, on the body: it holds no words and no zone of its own. */
export const clockWords = ({ age, duration }: Words, timeZone: string) =>
  ({
    "data-zone": timeZone,
    "data-age-now": age.now,
    "data-age-seconds": age.seconds,
    "data-age-minutes": age.minutes,
    "data-age-hours": age.hours,
    "data-age-days": age.days,
    "data-duration-seconds": duration.seconds,
    "data-duration-minutes-seconds": duration.minutesSeconds,
    "data-duration-minutes": duration.minutes,
    "data-duration-hours": duration.hours,
    "data-duration-days": duration.days,
    "data-duration-in": duration.in,
  }) as const;
