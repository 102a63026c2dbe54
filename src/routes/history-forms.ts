import { z } from "zod";
import { readCursor } from "../domain/alert-search.ts";
import { alertKinds, alertStates, priorities } from "../domain/alerts.ts";
import { patientCharactersMax, textCharactersMax } from "../views/history-filter.tsx";
import { en } from "../views/words/en.ts";
import { line } from "./alert-forms.ts";

const { faults } = en.history;

/** One of a list; empty or left out: any. */
const oneOf = <T extends string>(values: readonly T[], fault: string) =>
  z
    .enum(["", ...values], fault)
    .transform((value) => (value === "" ? null : (value as T)))
    .optional()
    .default(null);

const shaped = (form: RegExp, fault: string) =>
  z
    .string()
    .regex(form, fault)
    .transform((text) => text || null)
    .optional()
    .default(null);

const localTime = shaped(/^(?:\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)?$/, faults.time);

const linked = {
  ward: shaped(/^(?:[A-Za-z0-9][A-Za-z0-9-]{0,15})?$/, faults.ward),
  kind: oneOf(alertKinds, faults.kind),
  priority: oneOf(priorities, faults.priority),
  state: oneOf(["open", ...alertStates] as const, faults.state),
  person: shaped(/^(?:[1-9]\d{0,17})?$/, faults.person),
  from: localTime,
  until: localTime,
  after: z
    .string()
    .transform((text, context) => {
      const cursor = readCursor(text);
      if (cursor) return cursor;
      context.addIssue({ code: "custom", message: faults.cursor });
      return z.NEVER;
    })
    .optional(),
};

/** What may stand in a link. A patient or words never do: a link is kept by browsers, proxies and logs. */
export const linkedSearchForm = z.strictObject(linked);

export const searchForm = z.strictObject({
  ...linked,
  patient: line(patientCharactersMax, faults.patient(patientCharactersMax)),
  text: line(textCharactersMax, faults.text(textCharactersMax)),
});
export type SearchForm = z.infer<typeof searchForm>;
