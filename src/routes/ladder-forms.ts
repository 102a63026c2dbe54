import { z } from "zod";
import {
  callsOfStepMax,
  type DraftEdit,
  type DraftStep,
  type LadderDraft,
  ladderStepsMax,
} from "../domain/ladder-draft.ts";

/** What is posted about a ladder. Versions are counted by the database and fit an int. */
const version = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const ward = z.string().max(16).optional();

export const defaultForm = z.strictObject({ version, ward });

/** A step's place and a call's, as far as a form of ours goes; a step more than may be saved is shown with its fault. */
const fieldForm = /^(?:after|add)-\d$|^call-\d-\d{1,2}$|^repeat$|^version$|^ward$|^do$/;
/** The longest is a person's id. */
const valueCharactersMax = 40;

export interface PostedLadder {
  readonly draft: LadderDraft;
  readonly seenVersion: number;
  readonly ward: string | undefined;
  readonly edit: DraftEdit;
}

/** The whole form, whichever button sent it. What is wrong with the ladder in it is not asked here. */
export const ladderForm = z
  .record(z.string().regex(fieldForm), z.string().max(valueCharactersMax))
  .transform((fields, context): PostedLadder => {
    const head = defaultForm.safeParse({ version: fields.version, ward: fields.ward });
    if (head.success)
      return { draft: draftIn(fields), seenVersion: head.data.version, ward: head.data.ward, edit: editIn(fields.do) };
    context.addIssue({ code: "custom", path: ["version"], message: "A field is missing." });
    return z.NEVER;
  });

function draftIn(fields: Readonly<Record<string, string>>): LadderDraft {
  const levels = Array.from({ length: ladderStepsMax + 1 }, (_, level) => level);
  return { steps: levels.flatMap((level) => stepIn(fields, level) ?? []), repeat: fields.repeat ?? "" };
}

function stepIn(fields: Readonly<Record<string, string>>, level: number): DraftStep | null {
  const after = fields[`after-${level}`];
  if (after === undefined) return null;
  const places = Array.from({ length: callsOfStepMax + 1 }, (_, place) => `call-${level}-${place}`);
  const calls = [...places, `add-${level}`].flatMap((field) => fields[field] || []);
  return { after, calls: [...new Set(calls)] };
}

function editIn(act: string | undefined): DraftEdit {
  const [what, first, second] = (act ?? "look").split("-");
  const level = Number(first);
  if (what === "add_step" || what === "add_call") return { do: what };
  if (what === "remove_step") return { do: "remove_step", level };
  if (what === "remove_call") return { do: "remove_call", level, place: Number(second) };
  return { do: "look" };
}
