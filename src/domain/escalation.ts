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

/**
 * When the ladder takes its next step, counted from `armedAt` (raised, or armed again at the level it had reached).
 * `level` is the step last taken, 0 being the first. Past the last step it repeats from `now`.
 */
export function nextStepAt(ladder: Ladder, level: number, armedAt: Date, now: Date): Date {
  const taken = ladder.steps[Math.min(level, ladder.steps.length - 1)];
  const next = ladder.steps[level + 1];
  if (!taken || !next) return new Date(now.getTime() + ladder.repeatSeconds * 1000);
  return new Date(armedAt.getTime() + (next.afterSeconds - taken.afterSeconds) * 1000);
}

/** Everyone the ladder has called up to `level`: a step never takes the call away from those before it. */
export function calledRoles(ladder: Ladder, level: number): Role[] {
  return [...new Set(ladder.steps.slice(0, level + 1).flatMap((step) => step.roles))];
}
