import { type AlertKind, alertKinds, type Priority } from "./alerts.ts";
import { kindIdForm } from "./called-kinds.ts";
import { defaultLadder, hasDefaultOfItsOwn, type Ladder, type LadderSubject, subjectOf } from "./escalation.ts";
import { isTechnicalCause } from "./technical-causes.ts";

/** A hospital's own ladder as somebody saved it. */
export interface LadderVersion {
  readonly subject: LadderSubject;
  readonly priority: Priority;
  readonly version: number;
  /** Null: what holds without one of its own again. */
  readonly ladder: Ladder | null;
  readonly editedAt: Date;
  readonly editedBy: string;
}

export interface LadderInForce {
  readonly ladder: Ladder;
  /** `sort`: of one kind of call, or one technical cause, what the hospital says of all of their sort. */
  readonly from: "own" | "sort" | "default";
}

/** What an alert is, as far as its ladder asks. `kindId`: of a called alert, or the technical cause. */
export interface LadderAsked {
  readonly kind: AlertKind;
  readonly priority: Priority;
  readonly kindId: string | null;
}

/** Which ladder an alert gets. `versions`: the newest of each subject, of this priority or of all. */
export function ladderInForce(
  versions: readonly Pick<LadderVersion, "subject" | "priority" | "ladder">[],
  { kind, priority, kindId }: LadderAsked,
): LadderInForce {
  const of = (subject: LadderSubject) =>
    versions.find((one) => one.subject === subject && one.priority === priority)?.ladder ?? null;
  const own = of(subjectOf(kind, kindId));
  if (own) return { ladder: own, from: "own" };
  // A kind that calls differently by itself is not covered by what the hospital says of all calls.
  const ofAll = kindId === null || hasDefaultOfItsOwn(kind, kindId) ? null : of(kind);
  if (ofAll) return { ladder: ofAll, from: "sort" };
  return { ladder: defaultLadder(kind, priority, kindId), from: "default" };
}

/** Null: nothing that a ladder could be for. Whether the hospital has such a kind of call is another question. */
export function readSubject(text: string): Pick<LadderAsked, "kind" | "kindId"> | null {
  const kind = alertKinds.find((one) => one === text);
  if (kind) return { kind, kindId: null };
  const cause = /^technical:(.*)$/s.exec(text)?.[1];
  if (cause !== undefined) return isTechnicalCause(cause) ? { kind: "technical", kindId: cause } : null;
  const kindId = /^called:(.*)$/s.exec(text)?.[1];
  return kindId !== undefined && kindIdForm.test(kindId) ? { kind: "called", kindId } : null;
}
