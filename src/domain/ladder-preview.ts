import { goesOnAtOnce, type Ladder, nextStepAt, type Target } from "./escalation.ts";
import { isCalled, type Present } from "./on-duty.ts";

/**
 * Whether a step would find somebody just now. `depends`: only on whose patient it is. `unsaid`: nobody in the hospital
 * says that they are on duty, and then no step is left early.
 */
export type Presence = "somebody" | "nobody" | "depends" | "unsaid";

export interface PreviewedStep {
  readonly at: Date;
  readonly calls: readonly Target[];
  readonly presence: Presence;
  /** Nobody is there for it: the next step is taken at the same moment. */
  readonly leftAtOnce: boolean;
}

export interface LadderPreview {
  readonly steps: readonly PreviewedStep[];
  /** The last step is called again then, and from then on every `repeatSeconds`. */
  readonly repeatAt: Date;
  readonly repeatSeconds: number;
}

/** What a ladder does if an alert is raised at `raisedAt` on a ward (null: on none) and nobody answers. */
export function previewOf(
  ladder: Ladder,
  wardId: string | null,
  present: readonly Present[],
  raisedAt: Date,
): LadderPreview {
  const presences = ladder.steps.map(({ calls }) => presenceFor(calls, wardId, present));
  const empty = new Set(presences.flatMap((presence, level) => (presence === "nobody" ? level : [])));
  const steps: PreviewedStep[] = [];
  let at = raisedAt;
  for (const [level, { calls }] of ladder.steps.entries()) {
    const leftAtOnce = goesOnAtOnce(ladder, level, empty);
    steps.push({ at, calls, presence: presences[level] ?? "unsaid", leftAtOnce });
    at = leftAtOnce ? at : nextStepAt(ladder, level, at);
  }
  return { steps, repeatAt: at, repeatSeconds: ladder.repeatSeconds };
}

function presenceFor(calls: readonly Target[], wardId: string | null, present: readonly Present[]): Presence {
  if (present.length === 0) return "unsaid";
  const place = { wardId, nurseId: null };
  if (calls.some((target) => present.some((one) => isCalled(target, place, one)))) return "somebody";
  return calls.some(({ who }) => who === "patients_nurse") ? "depends" : "nobody";
}
