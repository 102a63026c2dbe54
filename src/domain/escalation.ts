import type { Priority } from "./alerts.ts";
import type { Role } from "./staff.ts";

export interface LadderStep {
  /** Seconds after the alert was raised, or after its ladder was armed again. */
  readonly afterSeconds: number;
  readonly roles: readonly Role[];
  /** `ward`: those roles on the alert's ward; `hospital`: everywhere. */
  readonly reach: "ward" | "hospital";
}

/** Who is called after how long while nobody answers. Copied onto the alert when it is raised; ours, no standard's. */
export interface Ladder {
  readonly steps: readonly LadderStep[];
  /** After the last step it is called again and again, every so many seconds. */
  readonly repeatSeconds: number;
}

const nurses: readonly Role[] = ["nurse"];

export const defaultLadders: Record<Priority, Ladder> = {
  high: {
    steps: [
      { afterSeconds: 0, roles: nurses, reach: "ward" },
      { afterSeconds: 60, roles: ["doctor"], reach: "hospital" },
      { afterSeconds: 180, roles: ["head_doctor"], reach: "hospital" },
      { afterSeconds: 300, roles: ["operator"], reach: "hospital" },
    ],
    repeatSeconds: 300,
  },
  medium: {
    steps: [
      { afterSeconds: 0, roles: nurses, reach: "ward" },
      { afterSeconds: 180, roles: ["doctor"], reach: "hospital" },
      { afterSeconds: 540, roles: ["head_doctor"], reach: "hospital" },
      { afterSeconds: 900, roles: ["operator"], reach: "hospital" },
    ],
    repeatSeconds: 900,
  },
  low: {
    steps: [
      { afterSeconds: 0, roles: nurses, reach: "ward" },
      { afterSeconds: 1800, roles: ["operator"], reach: "hospital" },
    ],
    repeatSeconds: 1800,
  },
};

/** A technical alert is the operator's business first: a nurse cannot mend a monitor. */
export const technicalLadder: Ladder = {
  steps: [
    { afterSeconds: 0, roles: ["nurse", "operator"], reach: "ward" },
    { afterSeconds: 1800, roles: ["head_doctor"], reach: "hospital" },
  ],
  repeatSeconds: 1800,
};

/** A cardiac arrest calls everyone at once. */
export const everyoneAtOnce: Ladder = {
  steps: [{ afterSeconds: 0, roles: ["nurse", "doctor", "head_doctor", "operator"], reach: "hospital" }],
  repeatSeconds: 60,
};

/** When a ladder that is armed at `armedAt`, at the level it has reached (0 being the first step), takes its next step. */
export const nextStepAt = (ladder: Ladder, level: number, armedAt: Date): Date =>
  new Date(armedAt.getTime() + millisToNextStep(ladder, level));

/**
 * When the step after the one that was due at `dueAt`, and has just been taken to `level`, is due. Counted from when it
 * was due, not from when it was taken: a sweep that came late must not make every later step late. Steps that were
 * missed are all made up for, since each calls somebody else; a repeat calls the same people again, and of missed ones
 * none is left.
 */
export function stepAfter(ladder: Ladder, level: number, dueAt: Date, now: Date): Date {
  const next = nextStepAt(ladder, level, dueAt);
  if (isStep(ladder, level + 1) || next > now) return next;
  const repeatMillis = ladder.repeatSeconds * 1000;
  const missed = Math.floor((now.getTime() - dueAt.getTime()) / repeatMillis);
  return new Date(dueAt.getTime() + (missed + 1) * repeatMillis);
}

/** The level after one more step. On the last step it stays; it never falls, also on a ladder shorter than the one before. */
export const levelAbove = (ladder: Ladder, level: number) => (isStep(ladder, level + 1) ? level + 1 : level);

/** Everyone the ladder has called up to `level`: a step never takes the call away from those before it. */
export function calledRoles(ladder: Ladder, level: number): Role[] {
  return [...new Set(ladder.steps.slice(0, level + 1).flatMap((step) => step.roles))];
}

const isStep = (ladder: Ladder, level: number) => level < ladder.steps.length;

function millisToNextStep(ladder: Ladder, level: number): number {
  const taken = ladder.steps[level];
  const next = ladder.steps[level + 1];
  return 1000 * (taken && next ? next.afterSeconds - taken.afterSeconds : ladder.repeatSeconds);
}
