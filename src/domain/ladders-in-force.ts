import { type AlertKind, alertKinds, type Priority } from "./alerts.ts";
import { kindIdForm } from "./called-kinds.ts";
import { defaultLadder, hasDefaultOfItsOwn, type Ladder, type LadderSubject } from "./escalation.ts";

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
  /** Of a called kind `calls` is what the hospital says of all calls. */
  readonly from: "own" | "calls" | "default";
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
  const ofAll = kindId === null || hasDefaultOfItsOwn(kindId) ? null : of(kind);
  if (ofAll) return { ladder: ofAll, from: "calls" };
  return { ladder: defaultLadder(kind, priority, kindId), from: "default" };
}

export const subjectOf = (kind: AlertKind, kindId: string | null): LadderSubject =>
  kindId === null ? kind : `${kind === "technical" ? "technical" : "called"}:${kindId}`;

/** Null: nothing that a ladder could be for. Whether the hospital has such a kind is another question. */
export function readSubject(text: string): Pick<LadderAsked, "kind" | "kindId"> | null {
  const kind = alertKinds.find((one) => one === text);
  if (kind) return { kind, kindId: null };
  const kindId = /^called:(.*)$/s.exec(text)?.[1];
  return kindId !== undefined && kindIdForm.test(kindId) ? { kind: "called", kindId } : null;
}
