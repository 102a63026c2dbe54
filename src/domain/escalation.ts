import type { AlertKind, Priority } from "./alerts.ts";
import { type Role, roles } from "./staff.ts";

/** Whom a step calls. */
export type Target =
  /** `ward`: that role on the alert's ward; `hospital`: everywhere. */
  | { readonly who: "role"; readonly role: Role; readonly reach: "ward" | "hospital" }
  /** The nurse whose patient it is. Of a stay that is nobody's patient: nobody. */
  | { readonly who: "patients_nurse" }
  | { readonly who: "person"; readonly staffId: string };

export interface LadderStep {
  /** Seconds after the alert was raised, or after its ladder was armed again. */
  readonly afterSeconds: number;
  readonly calls: readonly Target[];
}

/** Who is called after how long while nobody answers. Copied onto the alert when it is raised; ours, no standard's. */
export interface Ladder {
  readonly steps: readonly LadderStep[];
  /** After the last step it is called again and again, every so many seconds. */
  readonly repeatSeconds: number;
}

/** A target in one word, for forms: `role:nurse:ward`, `patients_nurse`, `person:12`. */
export function targetText(target: Target): string {
  if (target.who === "role") return `role:${target.role}:${target.reach}`;
  return target.who === "person" ? `person:${target.staffId}` : target.who;
}

/** Null: no such target. Whether somebody of that id works here is another question. */
export function readTarget(text: string): Target | null {
  if (text === "patients_nurse") return { who: "patients_nurse" };
  const person = /^person:([1-9]\d{0,17})$/.exec(text)?.[1];
  if (person !== undefined) return { who: "person", staffId: person };
  const [who, name, reach, ...rest] = text.split(":");
  const role = roles.find((one) => one === name);
  if (who !== "role" || role === undefined || rest.length > 0) return null;
  return reach === "ward" || reach === "hospital" ? { who, role, reach } : null;
}

const ofWard = (role: Role): Target => ({ who: "role", role, reach: "ward" });
const everywhere = (role: Role): Target => ({ who: "role", role, reach: "hospital" });
const step = (afterSeconds: number, ...calls: Target[]): LadderStep => ({ afterSeconds, calls });

export const defaultLadders: Record<Priority, Ladder> = {
  high: {
    steps: [
      step(0, ofWard("nurse")),
      step(60, everywhere("doctor")),
      step(180, everywhere("head_doctor")),
      step(300, everywhere("operator")),
    ],
    repeatSeconds: 300,
  },
  medium: {
    steps: [
      step(0, ofWard("nurse")),
      step(180, everywhere("doctor")),
      step(540, everywhere("head_doctor")),
      step(900, everywhere("operator")),
    ],
    repeatSeconds: 900,
  },
  low: { steps: [step(0, ofWard("nurse")), step(1800, everywhere("operator"))], repeatSeconds: 1800 },
};

/** A technical alert is the operator's business first: a nurse cannot mend a monitor. */
export const technicalLadder: Ladder = {
  steps: [step(0, ofWard("nurse"), everywhere("operator")), step(1800, everywhere("head_doctor"))],
  repeatSeconds: 1800,
};

/** Whoever is at the switchboard can ring the ward; if that does not help, somebody has to go. Medium: see `watch-wards`. */
export const unwatchedLadder: Ladder = {
  steps: [step(0, everywhere("operator")), step(180, everywhere("head_doctor"))],
  repeatSeconds: 900,
};

/** A cardiac arrest calls everyone at once. */
export const everyoneAtOnce: Ladder = {
  steps: [step(0, ...(["nurse", "doctor", "head_doctor", "operator"] as const).map(everywhere))],
  repeatSeconds: 60,
};

/** What a hospital's ladders are kept by: all alerts of a kind, or one called kind, or one technical cause. */
export type LadderSubject = AlertKind | `called:${string}` | `technical:${string}`;

/** Called kinds and technical causes that call differently from the others of their sort. */
const ofTheirOwn: Readonly<Record<string, Ladder>> = {
  "called:cardiac_arrest": everyoneAtOnce,
  "technical:ward_unwatched": unwatchedLadder,
} satisfies Partial<Record<LadderSubject, Ladder>>;

/** The ladder of a hospital that has none of its own for this. `kindId`: of a called alert, or the technical cause. */
export function defaultLadder(kind: AlertKind, priority: Priority, kindId: string | null): Ladder {
  const own = hasDefaultOfItsOwn(kind, kindId) ? ofTheirOwn[subjectOf(kind, kindId)] : undefined;
  return own ?? (kind === "technical" ? technicalLadder : defaultLadders[priority]);
}

export const hasDefaultOfItsOwn = (kind: AlertKind, kindId: string | null) =>
  Object.hasOwn(ofTheirOwn, subjectOf(kind, kindId));

export const subjectOf = (kind: AlertKind, kindId: string | null): LadderSubject =>
  kindId === null ? kind : `${kind === "technical" ? kind : "called"}:${kindId}`;

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

/** Nobody is there for the step that was taken, and there is another: no reason to wait. The last is never skipped. */
export const goesOnAtOnce = (ladder: Ladder, level: number, emptySteps: ReadonlySet<number>) =>
  emptySteps.has(level) && isStep(ladder, level + 1);

/** Everyone the ladder has called up to `level`: a step never takes the call away from those before it. */
export const calledTargets = (ladder: Ladder, level: number): Target[] =>
  distinct(ladder.steps.slice(0, level + 1).flatMap(({ calls }) => calls));

/** Whom the next step calls. Past the last step that one is called again. */
export const nextTargets = (ladder: Ladder, level: number): readonly Target[] =>
  ladder.steps[Math.min(level + 1, ladder.steps.length - 1)]?.calls ?? [];

function distinct(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}

const isStep = (ladder: Ladder, level: number) => level < ladder.steps.length;

function millisToNextStep(ladder: Ladder, level: number): number {
  const taken = ladder.steps[level];
  const next = ladder.steps[level + 1];
  return 1000 * (taken && next ? next.afterSeconds - taken.afterSeconds : ladder.repeatSeconds);
}
