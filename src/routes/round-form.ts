import { z } from "zod";
import { secondsAgoMax } from "../actions/record-round.ts";
import { roundSigns } from "../domain/rounds.ts";
import { en } from "../views/words/en.ts";

/** A set of observations as it is posted: the numbers as they were typed, for `readRound` to judge. */

const damaged = en.rounds.badForm;
const typed = z.string().max(12, damaged).optional();

export const roundForm = z.strictObject({
  key: z.string(damaged).regex(/^[A-Za-z0-9_-]{16,64}$/, damaged),
  secondsAgo: z
    .string()
    .regex(/^\d{1,5}$/, damaged)
    .transform(Number)
    .refine((seconds) => seconds <= secondsAgoMax, damaged)
    .optional()
    .default(0),
  breathes: z.enum(["air", "oxygen"], damaged).optional(),
  ...(Object.fromEntries(roundSigns.map((sign) => [sign, typed])) as Record<(typeof roundSigns)[number], typeof typed>),
  ...(Object.fromEntries(roundSigns.map((sign) => [`sure.${sign}`, typed])) as Record<
    `sure.${(typeof roundSigns)[number]}`,
    typeof typed
  >),
});
