import { z } from "zod";
import { priorities } from "../domain/alerts.ts";
import { kindNameCharactersMax, kindTextCharactersMax } from "../domain/edit-called-kinds.ts";
import { en } from "../views/words/en.ts";

const { faults } = en.hospital.calledKinds;

/**
 * One line of a list that many read: no control characters, and none that turn the direction of what stands beside them
 * around (Trojan Source).
 */
const line = (charactersMax: number, fault: string) =>
  z
    .string(fault)
    .trim()
    .max(charactersMax, fault)
    .regex(/^[^\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]*$/u, fault);

/** A box that is not ticked is not sent. */
const box = z
  .literal("yes")
  .optional()
  .transform((ticked) => ticked === "yes");

const settings = {
  name: line(kindNameCharactersMax, faults.name(kindNameCharactersMax)).min(1, faults.name(kindNameCharactersMax)),
  priority: z.enum(priorities, en.faults.priority),
  text: line(kindTextCharactersMax, faults.text(kindTextCharactersMax))
    .transform((text) => text || null)
    .optional()
    .default(null),
  clinical: box,
};

export const addKindForm = z.strictObject(settings).transform((form) => ({ ...form, active: true }));

/** As long as the longest kind in JSON with each character escaped. */
const seenCharactersMax = 8 * (kindNameCharactersMax + kindTextCharactersMax);

export const changeKindForm = z.strictObject({ ...settings, active: box, seen: z.string().max(seenCharactersMax) });

export const moveKindForm = z.strictObject({ to: z.enum(["up", "down"]) });
