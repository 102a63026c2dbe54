/**
 * A moment as people write it: the day and the time of the clock on the wall, `2026-11-23T10:18`, as a form's field sends
 * it. Null where it is none. Of an hour that comes twice, when the clocks are put back, a search begins with the first and
 * ends with the second, so that nothing of it is missed; one that is left out is the moment at which it is.
 */
export function momentOf(local: string, timeZone: string, edge: "from" | "until"): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return null;
  try {
    const disambiguation = edge === "from" ? "earlier" : "later";
    const shown = Temporal.PlainDateTime.from(local, { overflow: "reject" }).toZonedDateTime(timeZone, {
      disambiguation,
    });
    return new Date(shown.epochMilliseconds);
  } catch {
    return null;
  }
}

/** `2026-11-23T10:18` by the clock on the wall, for a field of a form. */
export const localOf = (moment: Date, timeZone: string): string =>
  zoned(moment, timeZone).toPlainDateTime().toString({ smallestUnit: "minute" });

/** `2026-11-23T10:18:42+00:00`: by the clock on the wall, and yet no guess for whoever reads it elsewhere. */
export const exactLocal = (moment: Date, timeZone: string): string =>
  zoned(moment, timeZone).toString({ smallestUnit: "second", timeZoneName: "never" });

const zoned = (moment: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
