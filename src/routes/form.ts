import type { z } from "zod";
import { type Fault, ok, type Result, refuse } from "../domain/refusals.ts";
import { en } from "../views/words/en.ts";
import type { AppContext } from "./context.ts";

/**
 * Reads a posted form (`application/x-www-form-urlencoded`, as browsers and htmx send it) by a schema. A field that is
 * given twice is refused, since two readers might take different ones. Refuses `invalid_input` with every fault; the
 * schema's messages are the sentences that people see.
 */
export async function readForm<T>(c: AppContext, schema: z.ZodType<T>): Promise<Result<T>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    return invalid([{ field: "", reason: "not_a_form", text: en.faults.notAForm }]);
  const fields = new URLSearchParams(await c.req.text());
  const repeated = [...fields.keys()].find((name) => fields.getAll(name).length > 1);
  if (repeated !== undefined) return invalid([{ field: repeated, reason: "repeated", text: en.faults.repeated }]);
  return readFields(Object.fromEntries(fields), schema);
}

/** Fields of a form or of a link, by a schema. Refuses `invalid_input` with every fault. */
export function readFields<T>(fields: Readonly<Record<string, string>>, schema: z.ZodType<T>): Result<T> {
  const read = schema.safeParse(fields);
  if (read.success) return ok(read.data);
  return invalid(
    read.error.issues.map(({ path, code, message }) => ({ field: path.join("."), reason: code, text: message })),
  );
}

const invalid = (faults: readonly Fault[]) => refuse({ kind: "invalid_input", faults });
