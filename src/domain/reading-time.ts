const iso8601 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))$/;

/**
 * Reads an ISO 8601 moment with its zone, or null. Without a zone a time is a guess of one, and a day that is not in the
 * calendar (30 February) is not moved to one that is, as Date.parse would. Finer than a millisecond is cut off.
 */
export function readMoment(text: string): Date | null {
  const parts = iso8601.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((p) => Number(p ?? 0));
  const millis = Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3));
  const [zoneHours, zoneMinutes] = [Number(parts[10] ?? 0), Number(parts[11] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return null;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return null;
  local.setUTCHours(hour, minute, second, millis);
  const offsetMinutes = (parts[9] === "-" ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  return new Date(local.getTime() - offsetMinutes * 60_000);
}
