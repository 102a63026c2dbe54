import type { Words } from "./words/words.ts";

/** Clock times and dates in the hospital's zone: 24 h, Latin digits. Formatters are dear to make and few: kept. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `10:18` */
export const clockTime = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, { hour: "2-digit", minute: "2-digit" }).format(at);

/** `10:18:42` */
export const clockTimeWithSeconds = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);

/** `23 Nov 2026, 10:18:42`, for titles */
export const fullTime = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);

/** `23 Nov 2026` */
export const day = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, { day: "numeric", month: "short", year: "numeric" }).format(at);

/** `23 Nov, 10:18` */
export const dayAndTime = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at);

/** `23 Nov, 10:18:42` */
export const dayAndTimeWithSeconds = (at: Date, zone: string, words: Words) =>
  formatter(words, zone, {
    ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  }).format(at);

/**
 * A moment as text that a script may replace by an age or a timer (`data-age`, `data-since`, `data-until`). Without
 * scripts it stays the clock time, which is true for as long as the page is looked at; an age would not be. `in` is a
 * timer within a sentence: "in 2 min 29 s", without scripts "at 10:43". Ages are many and change often: theirs is the
 * title that a script writes when somebody points at one.
 */
export function Moment(props: {
  at: Date;
  ticks?: keyof typeof ticking;
  /** With its day, where it may lie days back. */
  dated?: boolean;
  zone: string;
  words: Words;
}) {
  const { at, ticks, dated = false, zone, words } = props;
  const clock = dated ? dayAndTime(at, zone, words) : clockTime(at, zone, words);
  return (
    <time
      datetime={at.toISOString()}
      title={ticks === "age" ? undefined : fullTime(at, zone, words)}
      {...(ticks && ticking[ticks])}
    >
      {ticks === "in" ? words.duration.at(clock) : clock}
    </time>
  );
}

const ticking = {
  age: { "data-age": "" },
  since: { "data-since": "" },
  until: { "data-until": "" },
  in: { "data-until": "", "data-in": "" },
} as const;

function formatter(words: Words, timeZone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${words.language} ${timeZone} ${Object.keys(parts).join()}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(`${words.language}-u-nu-latn`, { ...parts, hourCycle: "h23", timeZone });
  formatters.set(key, made);
  return made;
}
