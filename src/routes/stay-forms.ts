import { z } from "zod";
import { absenceMinutesMax, absenceReasons } from "../domain/absences.ts";
import { priorities } from "../domain/alerts.ts";
import { faultsOf } from "../domain/patient-limits.ts";
import { isSign } from "../domain/vitals.ts";
import { wordsCharactersMax } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";
import { needed } from "./alert-forms.ts";

/** What is posted about a patient's stay. */

const causeForm = /^(?:news2|observations|[a-z][A-Za-z0-9]{1,23}:(?:low|high|zero))$/;

export const nurseForm = z.strictObject({ mine: z.enum(["yes", "no"], en.faults.mine) });

const absenceMinutes = en.faults.absenceMinutes(absenceMinutesMax);

export const absenceForm = z.strictObject({
  reason: z.enum(absenceReasons, en.faults.absenceReason),
  minutes: z
    .string(absenceMinutes)
    .regex(/^[1-9]\d{0,2}$/, absenceMinutes)
    .transform(Number)
    .refine((minutes) => minutes <= absenceMinutesMax, absenceMinutes),
});

export const silenceForm = z.strictObject({
  cause: z
    .string()
    .refine((text) => text === "" || causeForm.test(text), en.faults.cause)
    .transform((text) => text || null)
    .optional()
    .default(null),
  priority: z.enum(priorities, en.faults.silencePriority),
  minutes: z
    .string(en.faults.silenceMinutes)
    .regex(/^[1-9]\d?$/, en.faults.silenceMinutes)
    .transform(Number)
    .refine((minutes) => minutes <= 60, en.faults.silenceMinutes),
  reason: needed(wordsCharactersMax, en.faults.reason(wordsCharactersMax)),
});

/** A limit with at most one digit after the point; empty: none. */
const limit = z
  .string()
  .trim()
  .regex(/^(?:-?\d{1,3}(?:[.,]\d)?)?$/, en.faults.limit)
  .transform((text) => (text === "" ? null : Number(text.replace(",", "."))))
  .optional()
  .default(null);

export const limitsForm = z
  .strictObject({
    sign: z.string(en.faults.sign).refine(isSign, en.faults.sign),
    ...{ criticalLow: limit, low: limit, high: limit, criticalHigh: limit },
    hours: z
      .string()
      .regex(/^\d{0,3}$/, en.faults.hours)
      .transform((text) => (text === "" ? null : Number(text)))
      .refine((hours) => hours === null || (hours >= 1 && hours <= 720), en.faults.hours)
      .optional()
      .default(null),
    reason: needed(wordsCharactersMax, en.faults.reason(wordsCharactersMax)),
  })
  .superRefine(({ sign, hours: _hours, reason: _reason, ...limits }, context) => {
    if (!isSign(sign)) return;
    for (const { field, reason } of faultsOf(sign, limits)) {
      const name = en.stay.limits.fields[field];
      const message = reason === "not_plausible" ? en.faults.limitNotPlausible(name) : en.faults.limitNotInOrder(name);
      context.addIssue({ code: "custom", path: [field], message });
    }
  });

export const nothingForm = z.strictObject({});
