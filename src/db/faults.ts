/**
 * Whether the database is away (stopping, starting, unreachable, out of connections, failed over to a standby that cannot
 * write): then the same statement will do later, and trying more of them now only makes more of them wait.
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return error instanceof Error && /connection|connect/i.test(error.message);
  // 08 connection, 53 no room, 57 operator (57014, a statement that ran out of time, is ours), 25006 read-only.
  return (
    /^(08|53)...$/.test(code) ||
    (code.startsWith("57") && code !== "57014") ||
    ["25006", "25P03", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT"].includes(code)
  );
}

/** Whether the same transaction may succeed if it is tried again: it lost to another, or waited for too long. */
export const isPassingFault = (error: unknown) =>
  isDatabaseAway(error) || ["40001", "40P01", "55P03", "57014"].includes(codeOf(error) ?? "");

/** What may be logged of a fault: its code or its class. A database's message may quote values. */
export const faultName = (error: unknown) => codeOf(error) ?? (error instanceof Error ? error.name : typeof error);

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
