/**
 * How far a page has come: `<epoch>.<seq>`. The epoch names the database's life (`db/epoch`), the number the last event of
 * the hospital's outbox that the page shows. A cursor is a hint from outside: whatever is not exactly one, or is of
 * another epoch, means the whole board.
 */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

export const formatCursor = ({ epoch, seq }: Cursor) => `${epoch}.${seq}`;

/** Twelve hexadecimal digits, a point, and a number that JavaScript holds exactly. */
const cursorCharactersMax = 12 + 1 + 16;
const cursorForm = /^([0-9a-f]{12})\.(0|[1-9][0-9]{0,15})$/;

/** @returns null for anything that is not a cursor, however long or hostile. */
export function parseCursor(text: string | null | undefined): Cursor | null {
  if (typeof text !== "string" || text.length > cursorCharactersMax) return null;
  const found = cursorForm.exec(text);
  const seq = Number(found?.[2]);
  if (!found?.[1] || !Number.isSafeInteger(seq)) return null;
  return { epoch: found[1], seq };
}
