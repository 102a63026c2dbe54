/**
 * Whether the database is away (stopping, starting, unreachable, out of room or connections, a standby after a failover)
 * or so slow that a statement or a lock ran out of time: the same will do later, and trying more of it now only makes more
 * of it wait.
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return error instanceof Error && /connection|connect/i.test(error.message);
  // Classes: 08 connection, 53 no room, 57 ended by an operator or for its time. 55P03 lock, 25006 read-only, 25P03 idle.
  return /^(08|53|57)...$/.test(code) || ["55P03", "25006", "25P03"].includes(code) || systemFaults.has(code);
}

const systemFaults: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** Whether a transaction lost to another, and would do if it were tried again at once. */
export const hasLostRace = (error: unknown) => ["40001", "40P01"].includes(codeOf(error) ?? "");

/** Whether a row was written for which another had taken the place in the same moment. */
export const isPlaceTaken = (error: unknown, index: string) =>
  codeOf(error) === "23505" && error instanceof Error && "constraint" in error && error.constraint === index;

/** What may be logged of a fault: its code or its class. A database's message may quote values. */
export const faultName = (error: unknown) => codeOf(error) ?? (error instanceof Error ? error.name : typeof error);

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
