import { noteHistory } from "../actions/note-history.ts";
import { countBegun, type ReadySearch, readHistory } from "../db/alert-history.ts";
import { readWards } from "../db/board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import type { SearchCursor } from "../domain/alert-search.ts";
import { exactLocal } from "../domain/local-time.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { byteOrderMark } from "../views/csv.ts";
import { historyCsvHead, historyCsvLine } from "../views/history-csv.ts";
import { en } from "../views/words/en.ts";
import type { AppContext } from "./context.ts";

/** As many are looked through for one file, in a minute at most. A longer time is several files. */
const exportedMax = 200_000;
/** A piece of the file: some 200 KB, and a statement of some 50 ms. */
const pieceAlerts = 1_000;

/**
 * All that a search finds, as a file: read piece by piece as the browser takes it, so that its length costs no memory. What
 * begins after the first piece is not in it. Refuses `invalid_input` for a time with more alerts than `exportedMax`.
 */
export async function exportHistory(
  c: AppContext,
  db: Db,
  person: Person,
  asked: ReadySearch,
  fields: readonly string[],
): Promise<Result<Response>> {
  const { hospitalId } = person;
  const now = await databaseNow(db);
  const search = { ...asked, until: asked.until && asked.until < now ? asked.until : now };
  if (search.stays === null && (await countBegun(db, hospitalId, search, exportedMax + 1)) > exportedMax) {
    const text = en.history.faults.exportTooLong(new Intl.NumberFormat(en.language).format(exportedMax));
    return refuse({ kind: "invalid_input", faults: [{ field: "from", reason: "too_many", text }] });
  }
  // Before the first byte: what was handed out is written down, whether it arrives or not.
  await noteHistory(db, person, { did: "export_history", fields, requestId: c.get("requestId") });
  const context = {
    wards: await readWards(db, hospitalId),
    timeZone: c.get("signedIn")?.timeZone ?? "UTC",
    words: en,
  };
  const name = `${en.history.fileName}-${exactLocal(now, context.timeZone).slice(0, 10)}.csv`;
  const encoder = new TextEncoder();
  let after: SearchCursor | null = null;
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    // An error ends the connection before its end: the browser says that the file is not whole.
    async pull(controller) {
      const page = await readHistory(db, hospitalId, search, after, pieceAlerts);
      const head = begun ? "" : byteOrderMark + historyCsvHead(en);
      begun = true;
      controller.enqueue(encoder.encode(head + page.alerts.map((alert) => historyCsvLine(alert, context)).join("")));
      after = page.next;
      if (after === null) controller.close();
    },
  });
  return ok(
    c.body(body, 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "no-store",
    }),
  );
}
