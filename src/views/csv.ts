/**
 * Comma-separated values as RFC 4180 has them: every cell in quotes, lines ended by CRLF. What a spreadsheet would take for
 * a formula (also behind blanks, also in full width) gets an apostrophe before it, which makes it text: a patient's name or
 * a note must not run when somebody opens the file.
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/** Without it spreadsheets read UTF-8 as something else, and names with it. */
export const byteOrderMark = "\uFEFF";

function csvCell(cell: string | number | null): string {
  if (cell === null) return '""';
  const text = String(cell);
  const inert = typeof cell === "string" && wouldRun.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

const wouldRun = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;
