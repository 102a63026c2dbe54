import { isZeroRate } from "./assessment.ts";
import { freshnessOf, isBelieved, learnedInterval } from "./freshness.ts";
import { crossingOf, type SignLimits } from "./limits.ts";
import type { ReadingSource } from "./reading-sources.ts";
import type { Reading } from "./readings.ts";
import { byHandMinutesUsual, byHandSeconds } from "./rounds.ts";
import { rounded, type Sign } from "./vitals.ts";

/** The newest word about a sign of a stay. */
export interface CurrentSign {
  /** Null: the device says it has no reading, or sent a value that cannot be. */
  readonly value: number | null;
  readonly at: Date;
  readonly source: ReadingSource;
  readonly deviceId: string;
  readonly intervalSeconds: number;
  /** How long after the one before it in the same stream it came; null for the first of a stream. */
  readonly gapSeconds: number | null;
}

export interface ArrivedReading {
  readonly reading: Reading;
  readonly source: ReadingSource;
  /** By how much the device's own time was moved back; null or left out: it was taken as sent. */
  readonly offsetSeconds?: number | null;
}

export interface FiledReading<A extends ArrivedReading> {
  readonly arrived: A;
  /** Not the newest of its sign, or stale when it came: charted, raises nothing. */
  readonly late: boolean;
  /** Crossed a limit when nobody could be called any more. */
  readonly foundLate: boolean;
}

export interface FiledSign<A extends ArrivedReading> {
  readonly filed: readonly FiledReading<A>[];
  /** What is current now, or null where nothing newer came. */
  readonly current: CurrentSign | null;
  /** The value to be judged against limits, or null where no timely one came. */
  readonly judged: { readonly value: number; readonly at: Date; readonly source: ReadingSource } | null;
}

/**
 * Files what arrived of one sign of one stay, in any order, as if it had come one by one in the order of its time: so the
 * same readings give the same current value however they were bundled. Of two of the same time the first to come counts.
 *
 * Judged is the newest timely value, also where "no reading" follows it: that a lead fell off afterwards is no recovery.
 * A crossing between two values of one bundle, over by the newest, raises nothing: there is nothing left to be called to.
 * It is marked as found late instead, so that the chart does not pass over it.
 */
export function fileReadings<A extends ArrivedReading>(
  sign: Sign,
  before: CurrentSign | null,
  arrivals: readonly A[],
  limits: SignLimits | undefined,
  now: Date,
): FiledSign<A> {
  let current = before;
  let judged: FiledSign<A>["judged"] = null;
  const filed: { arrived: A; late: boolean }[] = [];
  for (const arrived of [...arrivals].sort((a, b) => a.reading.at.getTime() - b.reading.at.getTime())) {
    const { value, at, deviceId } = arrived.reading;
    if (current && at <= current.at) {
      filed.push({ arrived, late: true });
      continue;
    }
    const stream = isSameStream(current, arrived) ? current : null;
    const gapSeconds = stream && (at.getTime() - stream.at.getTime()) / 1000;
    const intervalSeconds =
      arrived.source === "manual"
        ? byHandSeconds(sign, byHandMinutesUsual)
        : learnedInterval(sign, stream?.intervalSeconds ?? null, stream?.gapSeconds ?? null, gapSeconds);
    const timely = isBelieved(freshnessOf(at, intervalSeconds, now));
    current = { value, at, source: arrived.source, deviceId, intervalSeconds, gapSeconds };
    if (timely && value !== null) judged = { value, at, source: arrived.source };
    filed.push({ arrived, late: !timely });
  }
  const judgedAs = judged === null ? null : alarmOf(sign, limits, judged.value);
  return {
    filed: filed.map(({ arrived, late }) => {
      const alarm = alarmOf(sign, limits, arrived.reading.value);
      return { arrived, late, foundLate: alarm !== null && (late || alarm !== judgedAs) };
    }),
    current: current === before ? null : current,
    judged,
  };
}

/** A stay that has no bed (any more): its readings are charted, and nobody is to be called to it. */
export function fileWithoutBed<A extends ArrivedReading>(arrivals: readonly A[]): FiledReading<A>[] {
  return arrivals.map((arrived) => ({ arrived, late: true, foundLate: false }));
}

/**
 * Two devices, or a device and a nurse, are two streams: how close they fall together teaches nothing about either, and
 * what one has taught is not expected of the other. A cuff after an arterial line is not stale for being a cuff.
 */
const isSameStream = (current: CurrentSign | null, { reading, source }: ArrivedReading): current is CurrentSign =>
  current !== null && current.deviceId === reading.deviceId && source !== "manual";

type Alarm = "zero" | "low" | "high";

function alarmOf(sign: Sign, limits: SignLimits | undefined, value: number | null): Alarm | null {
  if (value === null) return null;
  return isZeroRate(sign, value) ? "zero" : (crossingOf(limits, rounded(sign, value))?.side ?? null);
}
