import { z } from "zod";
import { allergyAnswers, type Isolation, isolations, resuscitations } from "../domain/patient-marks.ts";
import { chosenEndings } from "../domain/stay-endings.ts";
import { nameCharactersMax, numberCharactersMax } from "../views/admission-page.tsx";
import { searchCharactersMax } from "../views/find-patient-page.tsx";
import { wordsCharactersMax } from "../views/raise-alert-form.tsx";
import { en } from "../views/words/en.ts";
import { line, needed } from "./alert-forms.ts";

/** What is posted about who comes, goes and is looked for, and about what must be known of a patient. */
const { search, admission, move, discharge, merge, marks } = en.patients;

export const searchForm = z.strictObject({
  text: needed(searchCharactersMax, search.faults.text(searchCharactersMax)),
});

const bedCharactersMax = 16;
const bed = needed(bedCharactersMax, admission.faults.bed);
const number = needed(numberCharactersMax, admission.faults.number(numberCharactersMax));
const name = admission.faults.name(nameCharactersMax);
const id = /^[1-9]\d{0,17}$/;

/** Nobody is older; a year of two digits is a slip. */
const bornFirst = "1900-01-01";
const dayMillis = 86_400_000;

const bornOn = z
  .string(admission.faults.bornOn)
  .trim()
  .regex(/^\d{4}-\d\d-\d\d$/, admission.faults.bornOn)
  .refine(isDay, admission.faults.bornOn)
  // Somewhere it is tomorrow already.
  .refine((day) => day >= bornFirst && Date.parse(day) <= Date.now() + dayMillis, admission.faults.bornOn);

/** The 30th of February is none. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

export const admissionForm = z.discriminatedUnion("who", [
  z.strictObject({
    ...{ who: z.literal("new"), bed, number, familyName: needed(nameCharactersMax, name) },
    givenName: line(nameCharactersMax, name).transform((text) => text ?? ""),
    bornOn,
    sex: z.enum(["female", "male", "other", "unknown"], admission.faults.sex),
    pregnant: z
      .literal("yes")
      .optional()
      .transform((ticked) => ticked === "yes"),
  }),
  /** `patient`: the record that was shown, and was said to be the one. */
  z.strictObject({ who: z.literal("known"), bed, number, patient: z.string().regex(id).optional() }),
]);

/** `bed`: where the page saw the patient. */
export const moveForm = z.strictObject({ bed, to: bed });
/** `with`: who it is and the bed they were seen in, as one choice says it: `12@W1-04`. */
export const swapForm = z
  .strictObject({ bed, with: z.string(move.faults.other).regex(/^[1-9]\d{0,17}@.{1,16}$/, move.faults.other) })
  .transform(({ with: choice, ...form }) => {
    const [otherStayId = "", otherBed = ""] = choice.split("@");
    return { ...form, otherStayId, otherBed };
  });

export const dischargeForm = z.strictObject({ bed, ending: z.enum(chosenEndings, discharge.faults.ending) });

export const mergeForm = z.strictObject({
  number: needed(numberCharactersMax, merge.faults.number),
  keep: z.string(merge.faults.keep).regex(id, merge.faults.keep).optional(),
  goesOn: z.string(merge.faults.goesOn).regex(id, merge.faults.goesOn).optional(),
  sure: z.literal("yes").optional(),
});

const words = line(wordsCharactersMax, en.faults.words(wordsCharactersMax));

export const resuscitationForm = z
  .strictObject({
    value: z.enum(["", ...resuscitations], marks.faults.resuscitation).transform((value) => value || null),
    words,
  })
  .refine(({ value, words: which }) => value !== "limited" || which !== null, {
    ...{ path: ["words"], message: marks.faults.limited },
  });

const ticked = z.literal("yes", marks.faults.isolation).optional();
export const isolationForm = z
  .strictObject({
    ...(Object.fromEntries(isolations.map((one) => [one, ticked])) as Record<Isolation, typeof ticked>),
    words,
  })
  .transform((form) => {
    const value = isolations.filter((one) => form[one] === "yes").join(" ") || null;
    return { value, words: value === null ? null : form.words };
  });

export const allergiesForm = z
  .strictObject({
    value: z.enum(["", ...allergyAnswers], marks.faults.allergies).transform((value) => value || null),
    words,
  })
  .refine(({ value, words: which }) => value !== "known" || which !== null, {
    ...{ path: ["words"], message: marks.faults.known },
  })
  // What was typed of allergies that there are none of would be read as one.
  .transform(({ value, words: which }) => ({ value, words: value === "known" ? which : null }));

export const scaleForm = z.strictObject({
  scale: z.enum(["1", "2"], marks.faults.scale).transform((scale) => (scale === "2" ? 2 : 1)),
  reason: needed(wordsCharactersMax, en.faults.reason(wordsCharactersMax)),
});
