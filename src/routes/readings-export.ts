import { randomUUID } from "node:crypto";
import { noteReadingsSaved } from "../actions/open-board.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readFhirPatient } from "../db/patients.ts";
import { countReadings, type ExportCursor, readExport } from "../db/readings.ts";
import { readScores } from "../db/scores.ts";
import { fhirBundle } from "../domain/fhir.ts";
import { exactLocal, momentOf } from "../domain/local-time.ts";
import type { SavedReading } from "../domain/measurements.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import { byteOrderMark } from "../views/csv.ts";
import { readingsCsvHead, readingsCsvLine } from "../views/readings-csv.ts";
import { en } from "../views/words/en.ts";
import type { AppContext } from "./context.ts";

/** A day of one-second data is 86,400 of each sign: a table may have that, a bundle is one document in memory. */
const savedMax = { csv: 700_000, fhir: 20_000 } as const;
/** A piece of the file, and a statement of some 50 ms. */
const pieceReadings = 5_000;

export interface SavedSpan {
  readonly stayId: string;
  /** As a form's field has it, by the hospital's clock. */
  readonly from: string;
  readonly until: string;
  readonly form: "csv" | "fhir";
}

/**
 * A stay's readings of a time, as a table (read piece by piece as the browser takes it) or a FHIR Bundle. Refuses
 * `not_found`, and `invalid_input` for what is no time and for a time with too many readings.
 */
export async function exportReadings(
  c: AppContext,
  db: Db,
  person: Person,
  { stayId, form, ...local }: SavedSpan,
): Promise<Result<Response>> {
  const { hospitalId } = person;
  const timeZone = c.get("signedIn")?.timeZone ?? "UTC";
  const from = momentOf(local.from, timeZone, "from");
  const until = momentOf(local.until, timeZone, "until");
  const t = en.readings.export;
  if (!from || !until) return refuse(fault(from ? "until" : "from", "not_a_time", t.time));
  const patient = await readFhirPatient(db, hospitalId, stayId);
  if (!patient) return refuse({ kind: "not_found" });
  const span = { stayId, from, until };
  if ((await countReadings(db, hospitalId, span, savedMax[form] + 1)) > savedMax[form])
    return refuse(fault("from", "too_many", t.tooMany(new Intl.NumberFormat(en.language).format(savedMax[form]))));
  await noteReadingsSaved(db, person, { stayId, form, requestId: c.get("requestId") });
  const name = `${t.fileName}-${exactLocal(from, timeZone).slice(0, 10)}.${form === "csv" ? "csv" : "fhir.json"}`;
  const headers = { "Content-Disposition": `attachment; filename="${name}"`, "Cache-Control": "no-store" };
  const now = await databaseNow(db);
  const piece = (after: ExportCursor | null) => readExport(db, hospitalId, span, after, pieceReadings);
  if (form === "csv") {
    const context = { number: patient.number, timeZone, words: en };
    const table = csvStream(piece, (reading) => readingsCsvLine(reading, context));
    return ok(c.body(table, 200, { ...headers, "Content-Type": "text/csv; charset=utf-8; header=present" }));
  }
  const readings: SavedReading[] = [];
  for await (const some of all(piece)) readings.push(...some);
  const scores = (await readScores(db, hospitalId, stayId, from)).filter(
    ({ at, wholeSet }) => wholeSet && at >= from && at < until,
  );
  const bundle = fhirBundle(patient, { readings, scores }, now, { hospitalId, newId: randomUUID });
  return ok(
    c.body(JSON.stringify(bundle), 200, { ...headers, "Content-Type": "application/fhir+json; charset=utf-8" }),
  );
}

type Piece = (after: ExportCursor | null) => Promise<readonly SavedReading[]>;

async function* all(piece: Piece): AsyncGenerator<readonly SavedReading[]> {
  let after: ExportCursor | null = null;
  for (;;) {
    const readings = await piece(after);
    if (readings.length === 0) return;
    yield readings;
    after = readings.at(-1) ?? null;
  }
}

/** An error ends the connection before its end: the browser says that the file is not whole. */
function csvStream(piece: Piece, line: (reading: SavedReading) => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pieces = all(piece);
  let head = byteOrderMark + readingsCsvHead(en);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      const text = head + (done ? "" : value.map(line).join(""));
      head = "";
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (done) controller.close();
    },
  });
}

const fault = (field: string, reason: string, text: string) =>
  ({ kind: "invalid_input", faults: [{ field, reason, text }] }) as const;
