import { z } from "zod";
import { rangeNames, usualRange } from "../domain/trend-ranges.ts";

/** A moment in milliseconds since 1970, as links and scripts of ours write it; up to the year 2286. */
const moment = z
  .string()
  .regex(/^\d{1,13}$/)
  .transform((text) => new Date(Number(text)));

/** Which time to show. A link that is none of ours shows the usual one: nothing is lost by it. */
export const rangeForm = z.object({
  range: z.enum(rangeNames).catch(usualRange).default(usualRange),
  until: moment.nullable().catch(null).default(null),
});

/** A chart is no wider than a wall of screens, and no narrower than a watch. */
const slicesMin = 50;
const slicesMax = 2000;

/** What a chart asks for that is looked into. `to` left out: up to now. */
export const pointsForm = z
  .strictObject({
    from: moment,
    to: moment.optional(),
    slices: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .refine((slices) => slices >= slicesMin && slices <= slicesMax),
  })
  .refine(({ from, to }) => to === undefined || from < to);
