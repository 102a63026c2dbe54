import { z } from "zod";
import type { RawReading } from "../domain/readings.ts";
import { type Fault, ok, type Result, refuse } from "../domain/refusals.ts";
import type { RawValue } from "../domain/vitals.ts";

export const readingsMax = 500;
/** Two or three a reading at most; a body made of nothing but faults is not answered with ten times its size. */
const faultsMax = 1_500;
const keyCharsShown = 64;

/** Whether a text or a number can be believed is asked reading by reading; here only what is no such document at all. */
const reading = z.strictObject({
  bed: z.string().optional(),
  patient: z.string().optional(),
  sign: z.string(),
  // Not z.number(): JSON's 1e999 is an infinity, and implausible as a value, not as a document.
  value: z.custom<RawValue>((value) => value === null || typeof value === "number" || typeof value === "string"),
  at: z.string(),
  device: z.string(),
});
// The number of readings is looked at before the first of them: half a million wrong ones are one fault.
const vitalsDocument = z.strictObject({
  readings: z.array(z.unknown()).max(readingsMax).pipe(z.array(reading)),
});

/** Reads a request's body. Refuses `invalid_input` with every fault, each by its path. */
export function readVitalsDocument(body: Uint8Array): Result<readonly RawReading[]> {
  const json = parseJson(body);
  if (!json.ok) return json;
  const parsed = vitalsDocument.safeParse(json.value, { reportInput: true });
  if (parsed.success) return ok(parsed.data.readings);
  return refuse({ kind: "invalid_input", faults: parsed.error.issues.flatMap(faultsOf).slice(0, faultsMax) });
}

function parseJson(body: Uint8Array): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
  } catch {
    // The parser's own message quotes the body, which is a patient's.
    return invalid({ field: "", reason: "not_json", text: "The body is not JSON in UTF-8." });
  }
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const field = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: [...issue.path.map(String), key.slice(0, keyCharsShown)].join("."),
      reason: "unknown_field",
      text: "There is no such field.",
    }));
  }
  if (issue.code === "too_big")
    return [{ field, reason: "too_many", text: `At most ${readingsMax} readings in one request.` }];
  if (issue.input === undefined) return [{ field, reason: "missing", text: "This field is required." }];
  return [{ field, reason: "wrong_type", text: `${expected(issue)} is expected here.` }];
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return "A number, text or null";
  if (issue.code !== "invalid_type") return "Something else";
  return issue.expected === "array" ? "A list" : issue.expected === "string" ? "Text" : "An object";
}

const invalid = (fault: Fault) => refuse({ kind: "invalid_input", faults: [fault] });
