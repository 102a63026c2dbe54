const dayMillis = 86_400_000;

/** A table in parts by time, each named after the table and the day or month (UTC) that it holds: `outbox_20261123`. */
export interface PartitionedTable {
  readonly table: string;
  /** The beginning of the part that holds a moment, and of the one after it. */
  readonly start: (moment: Date) => Date;
  readonly next: (start: Date) => Date;
  /** How many digits of YYYYMMDD name a part. */
  readonly digits: 6 | 8;
}

export const daily = (table: string): PartitionedTable => ({
  ...{ table, digits: 8 },
  start: (moment) => dayStart(moment, 0),
  next: (start) => dayStart(start, 1),
});

export const monthly = (table: string): PartitionedTable => ({
  ...{ table, digits: 6 },
  start: (moment) => new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth())),
  next: (start) => new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)),
});

export const partitionName = ({ table, digits }: PartitionedTable, start: Date) =>
  `${table}_${start.toISOString().slice(0, 10).replaceAll("-", "").slice(0, digits)}`;

/** When the part of this name begins; null: it is no part of the table. */
export function startOfPartition({ table, digits }: PartitionedTable, name: string): Date | null {
  const written = name.startsWith(`${table}_`) ? name.slice(table.length + 1) : "";
  if (!/^\d+$/.test(written) || written.length !== digits) return null;
  const [year, month, day] = [written.slice(0, 4), written.slice(4, 6), written.slice(6, 8) || "01"].map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day));
}

/** Midnight UTC of the day that lies so many days after `moment`'s. */
export const dayStart = (moment: Date, days: number) =>
  new Date((Math.floor(moment.getTime() / dayMillis) + days) * dayMillis);
