/** Whether this is `npm run torture -- NAME` and not the usual test run, which has a shorter form of each case. */
const isLong = process.env.WARDLIGHT_TORTURE === "1";

export const size = <T>(short: T, long: T): T => (isLong ? long : short);

/** Bound of a test whose long form takes minutes. */
export const timeout = size(60_000, 3_600_000);

/** The figures of the long form, which is run to be read. */
export function tell(title: string, figures: Readonly<Record<string, unknown>>): void {
  if (!isLong) return;
  console.log(title);
  console.table(figures);
}

export function spread(millis: readonly number[]) {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (part: number) => Number((sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1));
  return { count: sorted.length, min: at(0), median: at(0.5), p99: at(0.99), max: at(1) };
}

export const between = (min: number, max: number) => min + (max - min) * Math.random();
