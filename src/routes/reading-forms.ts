import { z } from "zod";
import { type Sign, signs } from "../domain/vitals.ts";
import { wordsCharactersMax } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";
import { needed } from "./alert-forms.ts";

const { correct, export: saved } = en.readings;

/** What is posted to put a reading right: which one, by what makes it one, and what it shall be. */
export const correctionForm = z.strictObject({
  device: z.string(correct.badReading).min(1, correct.badReading).max(64, correct.badReading),
  at: z.iso.datetime(correct.badReading).transform((text) => new Date(text)),
  sign: z.enum(signs as [Sign, ...Sign[]], correct.badReading),
  value: z.string(correct.faults.not_a_number).max(12, correct.faults.not_a_number),
  reason: needed(wordsCharactersMax, en.faults.reason(wordsCharactersMax)),
});

/** Which part of the table is looked at. Milliseconds: what was measured lies between two seconds. */
export const readingsLink = z.strictObject({
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform((text) => new Date(Number(text)))
    .optional(),
  only: z.enum(["sets", "hand"]).optional(),
});

const localTime = z.string(saved.time).regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/, saved.time);

export const exportLink = z.strictObject({ from: localTime, until: localTime, form: z.enum(["csv", "fhir"]) });
