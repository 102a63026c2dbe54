import { type Ladder, type LadderStep, readTarget, type Target, targetText } from "./escalation.ts";
import { permissions, type Role } from "./staff.ts";

/** A ladder as somebody typed it: texts, however wrong, so that a form shows again what was typed. */
export interface LadderDraft {
  readonly steps: readonly DraftStep[];
  /** Seconds. */
  readonly repeat: string;
}

export interface DraftStep {
  /** Seconds after the alert is raised. */
  readonly after: string;
  /** Whom it calls, each as `targetText` writes it. */
  readonly calls: readonly string[];
}

/** More steps than a hospital has ranks. */
export const ladderStepsMax = 8;
/** A step that calls more than this calls everyone: there are roles for that. */
export const callsOfStepMax = 12;
/** Whoever has not come within a day does not come. */
export const afterSecondsMax = 86_400;
/** A call that is repeated sooner is heard as one. */
export const repeatSecondsMin = 30;
export const repeatSecondsMax = 86_400;

/** Whoever may answer some alert may be called; a display and an admin answer none. */
export const calledRoles: readonly Role[] = permissions.answer_other_alert;

export type LadderFaultReason =
  | "no_steps"
  | "too_many_steps"
  | "first_not_at_once"
  | "not_seconds"
  | "not_later"
  | "nobody_called"
  | "too_many_called"
  | "cannot_be_called"
  | "not_a_repeat";

/** `field`: `after-1`, `add-1`, `call-1-0`, `repeat`; empty: the ladder as a whole. */
export interface LadderFault {
  readonly field: string;
  readonly reason: LadderFaultReason;
}

export type CheckedDraft =
  | { readonly ok: true; readonly ladder: Ladder }
  | { readonly ok: false; readonly faults: readonly LadderFault[] };

/** The ladder that a draft means, or every fault of it. `people`: the ids of those who can be called by name. */
export function checkDraft(draft: LadderDraft, people: ReadonlySet<string>): CheckedDraft {
  const faults: LadderFault[] = [];
  const { steps, repeat } = draft;
  if (steps.length === 0) faults.push({ field: "", reason: "no_steps" });
  if (steps.length > ladderStepsMax) faults.push({ field: "", reason: "too_many_steps" });
  const checked = steps.map((step, level) => checkStep(step, level, steps[level - 1], people, faults));
  const repeatSeconds = secondsOf(repeat);
  if (repeatSeconds === null || repeatSeconds < repeatSecondsMin || repeatSeconds > repeatSecondsMax)
    faults.push({ field: "repeat", reason: "not_a_repeat" });
  if (faults.length > 0 || repeatSeconds === null) return { ok: false, faults };
  return { ok: true, ladder: { steps: checked, repeatSeconds } };
}

function checkStep(
  { after, calls }: DraftStep,
  level: number,
  before: DraftStep | undefined,
  people: ReadonlySet<string>,
  faults: LadderFault[],
): LadderStep {
  const afterSeconds = secondsOf(after);
  const earlier = before && secondsOf(before.after);
  const field = `after-${level}`;
  if (afterSeconds === null || afterSeconds > afterSecondsMax) faults.push({ field, reason: "not_seconds" });
  else if (level === 0 && afterSeconds !== 0) faults.push({ field, reason: "first_not_at_once" });
  else if (typeof earlier === "number" && afterSeconds <= earlier) faults.push({ field, reason: "not_later" });
  if (calls.length === 0) faults.push({ field: `add-${level}`, reason: "nobody_called" });
  if (calls.length > callsOfStepMax) faults.push({ field: `add-${level}`, reason: "too_many_called" });
  const targets = calls.flatMap((text, place) => {
    const target = readTarget(text);
    if (target && canBeCalled(target, people)) return target;
    faults.push({ field: `call-${level}-${place}`, reason: "cannot_be_called" });
    return [];
  });
  return { afterSeconds: afterSeconds ?? 0, calls: targets };
}

/** Of those who work here the ids of those who may be called by name. */
export const calledByName = (
  colleagues: readonly { readonly staffId: string; readonly role: Role }[],
): ReadonlySet<string> =>
  new Set(colleagues.flatMap(({ staffId, role }) => (calledRoles.includes(role) ? staffId : [])));

export function canBeCalled(target: Target, people: ReadonlySet<string>): boolean {
  if (target.who === "role") return calledRoles.includes(target.role);
  return target.who === "patients_nurse" || people.has(target.staffId);
}

const secondsOf = (text: string): number | null => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null);

/** A stored ladder as a form shows it. */
export const draftOf = ({ steps, repeatSeconds }: Ladder): LadderDraft => ({
  steps: steps.map(({ afterSeconds, calls }) => ({ after: String(afterSeconds), calls: calls.map(targetText) })),
  repeat: String(repeatSeconds),
});

/** What a button of the form does to what is typed, before anything is saved. */
export type DraftEdit =
  /** To see what it would do, or what is wrong with it. */
  | { readonly do: "look" }
  /** Whom to add is chosen in the form itself. */
  | { readonly do: "add_call" }
  | { readonly do: "add_step" }
  | { readonly do: "remove_step"; readonly level: number }
  | { readonly do: "remove_call"; readonly level: number; readonly place: number };

export function editDraft(draft: LadderDraft, edit: DraftEdit): LadderDraft {
  const { steps } = draft;
  switch (edit.do) {
    case "look":
    case "add_call":
      return draft;
    case "add_step":
      return steps.length >= ladderStepsMax ? draft : { ...draft, steps: [...steps, nextStep(steps.at(-1))] };
    case "remove_step":
      return { ...draft, steps: startingAtOnce(withoutPlace(steps, edit.level), edit.level) };
    case "remove_call":
      return {
        ...draft,
        steps: steps.map((step, level) =>
          level === edit.level ? { ...step, calls: withoutPlace(step.calls, edit.place) } : step,
        ),
      };
  }
}

/** Whoever comes first now is called at once. */
const startingAtOnce = (steps: readonly DraftStep[], removed: number): DraftStep[] =>
  steps.map((step, level) => (removed === 0 && level === 0 ? { ...step, after: "0" } : step));

/** Somewhat later than the one before it: a beginning that is not wrong by itself. */
function nextStep(last: DraftStep | undefined): DraftStep {
  const before = last && secondsOf(last.after);
  const after = before === undefined || before === null ? 0 : Math.min(before + 120, afterSecondsMax);
  return { after: String(after), calls: [] };
}

const withoutPlace = <T>(all: readonly T[], place: number): T[] => all.filter((_, index) => index !== place);
