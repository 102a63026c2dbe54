import { trendGapSeconds } from "./trend.ts";

/** From what a trend is read: the coarser, the less there is to read and the longer it is kept. */
export const resolutions = ["readings", "minutes", "hours"] as const;
export type Resolution = (typeof resolutions)[number];

export const bucketSeconds: Readonly<Record<Resolution, number>> = { readings: 1, minutes: 60, hours: 3600 };

/** How a time is cut into slices, each one column of a chart or a few. */
export interface Slicing {
  readonly resolution: Resolution;
  /** As asked for, or earlier by less than a bucket: what is rolled up is not taken apart again. */
  readonly from: Date;
  readonly sliceSeconds: number;
}

/** A minute that is drawn in two columns still has its extremes, and a twelfth of the rows. */
const columnsABucketMax = 2;

/**
 * Readings as far as a minute takes more than two columns, minutes as far as an hour does; but of a time of which the finer
 * is not kept any more, the finest that is.
 */
export function slicingOf(
  asked: { readonly from: Date; readonly to: Date; readonly slices: number },
  kept: { readonly readings: Date; readonly minutes: Date },
): Slicing {
  const seconds = Math.max(1, Math.ceil((asked.to.getTime() - asked.from.getTime()) / 1000 / asked.slices));
  const fits = (resolution: Resolution) => seconds * columnsABucketMax >= bucketSeconds[resolution];
  const fine = fits("hours") ? "hours" : fits("minutes") ? "minutes" : "readings";
  const left = asked.from >= kept.readings ? "readings" : asked.from >= kept.minutes ? "minutes" : "hours";
  const resolution = resolutions.indexOf(left) > resolutions.indexOf(fine) ? left : fine;
  const bucket = bucketSeconds[resolution];
  const bucketMillis = bucket * 1000;
  // A slice of readings begins where it was asked for; rolled up ones begin with a bucket and are made of whole ones.
  const aligned = Math.floor(asked.from.getTime() / bucketMillis) * bucketMillis;
  return {
    resolution,
    from: resolution === "readings" ? asked.from : new Date(aligned),
    sliceSeconds: Math.ceil(seconds / bucket) * bucket,
  };
}

/**
 * Points that lie further apart are not joined. The last point of a slice and the first of the next are two readings with
 * none between them, so that a gap is known to the second however long a slice is; only within one it is not.
 */
export const gapSecondsOf = (intervalSeconds: number, sliceSeconds: number) =>
  Math.max(trendGapSeconds(intervalSeconds), sliceSeconds);
