import { z } from "zod";
import { calledKinds, isCalledKind, outcomes, priorities } from "../domain/alerts.ts";
import { placeCharactersMax, wordsCharactersMax } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";

/** What is posted about alerts. `ward` is the one looked at, which the answer redraws or leads back to. */

const ward = z.string().max(16).optional();
const kinds = Object.keys(calledKinds).filter(isCalledKind);
const chosenOutcomes = outcomes.filter((outcome) => outcome !== "cause_ended");

/** One line as a person types it; control characters are in none, and Postgres takes no NUL. Empty is none. */
const line = (charactersMax: number, fault: string) =>
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
    kind: z.enum(kinds, en.faults.kind),
    priority: z
      .enum(["", ...priorities], en.faults.priority)
      .transform((priority) => priority || null)
      .optional()
      .default(null),
    bed: line(16, en.faults.bed),
    place: line(placeCharactersMax, en.faults.place(placeCharactersMax)),
    words: line(wordsCharactersMax, en.faults.words(wordsCharactersMax)),
    ward,
  })
  .refine(({ bed, place }) => bed !== null || place !== null, { path: ["bed"], message: en.faults.bedOrPlace });

export const acknowledgementForm = z.strictObject({ ward });

export const resolutionForm = z.strictObject({ outcome: z.enum(chosenOutcomes, en.faults.outcome), ward });
