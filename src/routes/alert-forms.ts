import { z } from "zod";
import { chosenOutcomes, priorities } from "../domain/alerts.ts";
import { kindIdForm } from "../domain/called-kinds.ts";
import { placeCharactersMax, wordsCharactersMax } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";

/** What is posted about alerts. `ward` is the one looked at, `screen` the page: the answer redraws it or leads back to it. */
const from = {
  ward: z.string().max(16).optional(),
  screen: z.enum(["board", "alert"]).optional(),
};

/** One line as a person types it; control characters are in none, and Postgres takes no NUL. Empty is none. */
export const line = (charactersMax: number, fault: string) =>
  z
    .string()
    .trim()
    .max(charactersMax, fault)
    .regex(/^\P{Cc}*$/u, fault)
    .transform((text) => text || null)
    .optional()
    .default(null);

export const raiseForm = z
  .strictObject({
    kind: z.string(en.faults.kind).regex(kindIdForm, en.faults.kind),
    priority: z
      .enum(["", ...priorities], en.faults.priority)
      .transform((priority) => priority || null)
      .optional()
      .default(null),
    bed: line(16, en.faults.bed),
    /** Of a form that was opened from a patient's page. */
    stay: z
      .string()
      .regex(/^(?:[1-9]\d{0,17})?$/, en.faults.bed)
      .transform((text) => text || null)
      .optional()
      .default(null),
    place: line(placeCharactersMax, en.faults.place(placeCharactersMax)),
    words: line(wordsCharactersMax, en.faults.words(wordsCharactersMax)),
    ...from,
  })
  .refine(({ bed, place }) => bed !== null || place !== null, { path: ["bed"], message: en.faults.bedOrPlace });

export const acknowledgementForm = z.strictObject(from);

export const undoForm = z.strictObject(from);

/** A line that must not be empty. */
export const needed = (charactersMax: number, fault: string) =>
  line(charactersMax, fault).transform((text, context) => {
    if (text !== null) return text;
    context.addIssue({ code: "custom", message: fault });
    return z.NEVER;
  });

/** `minutes` left out or empty: is with it. */
export const ownerForm = z.strictObject({
  minutes: z
    .string()
    .regex(/^\d{0,3}$/, en.faults.minutes)
    .transform((text) => (text === "" ? null : Number(text)))
    .refine((minutes) => minutes === null || minutes >= 1, en.faults.minutes)
    .optional()
    .default(null),
  ...from,
});

export const handOverForm = z.strictObject({ to: z.string(en.faults.to).regex(/^\d{1,18}$/, en.faults.to), ...from });

export const noteForm = z.strictObject({
  text: needed(wordsCharactersMax, en.faults.note(wordsCharactersMax)),
  ...from,
});

export const escalationForm = z.strictObject({
  reason: needed(wordsCharactersMax, en.faults.reason(wordsCharactersMax)),
  ...from,
});

export const resolutionForm = z.strictObject({ outcome: z.enum(chosenOutcomes, en.faults.outcome), ...from });
