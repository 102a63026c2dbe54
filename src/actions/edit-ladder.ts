import { isDeepStrictEqual } from "node:util";
import { writeAudit } from "../db/audit.ts";
import { readEveryCalledKind } from "../db/called-kinds.ts";
import type { Db, Trx } from "../db/connection.ts";
import { insertLadder, readLadderVersions } from "../db/ladders.ts";
import { readColleagues } from "../db/staff.ts";
import type { Ladder } from "../domain/escalation.ts";
import { subjectOf } from "../domain/escalation.ts";
import { calledByName, canBeCalled } from "../domain/ladder-draft.ts";
import type { LadderAsked } from "../domain/ladders-in-force.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { may, type Person } from "../domain/staff.ts";
import { isTechnicalCause } from "../domain/technical-causes.ts";

export interface LadderEdit {
  readonly person: Person;
  /** Of which alerts. */
  readonly of: LadderAsked;
  /** The version that was looked at when editing began; 0: there was none. */
  readonly seenVersion: number;
  /** As `checkDraft` let it pass. Null: back to the default. */
  readonly ladder: Ladder | null;
  readonly requestId: string;
}

/**
 * Saves a ladder as the hospital's next version; alerts that are raised from now on get it, those that are open keep the
 * one they were raised with. Answers its number. Saving what stands already adds no version. Refuses `not_allowed`,
 * `not_found` for a kind that nobody can call for, `not_a_colleague`, and `edited_meanwhile`: nobody's edit is ever
 * overwritten unseen.
 */
export async function editLadder({ db }: { readonly db: Db }, edit: LadderEdit): Promise<Result<number>> {
  const { person, of, seenVersion, ladder, requestId } = edit;
  const { hospitalId, staffId } = person;
  if (!may(person.role, "edit_escalation")) return refuse({ kind: "not_allowed", action: "edit_escalation" });
  const { priority, kindId } = of;
  const subject = subjectOf(of.kind, kindId);
  return await db.transaction().execute(async (trx) => {
    if (!(await isKnown(trx, hospitalId, of))) return refuse({ kind: "not_found" });
    if (ladder && !(await canAllBeCalled(trx, hospitalId, ladder))) return refuse({ kind: "not_a_colleague" });
    const [newest] = await readLadderVersions(trx, hospitalId, subject, priority);
    if (isDeepStrictEqual(newest?.ladder ?? null, ladder)) return ok(newest?.version ?? 0);
    if (!(await insertLadder(trx, hospitalId, { subject, priority, seenVersion, ladder, staffId }))) {
      const [theirs] = await readLadderVersions(trx, hospitalId, subject, priority);
      return refuse({ kind: "edited_meanwhile", by: theirs?.editedBy ?? null, at: theirs?.editedAt ?? null });
    }
    const version = seenVersion + 1;
    await writeAudit(trx, {
      hospitalId,
      staffId,
      action: "edit_ladder",
      subject: `ladder:${subject}:${priority}:${version}`,
      reason: ladder === null ? "default_again" : "edited",
      requestId,
    });
    return ok(version);
  });
}

async function isKnown(trx: Trx, hospitalId: string, { kind, kindId }: LadderAsked): Promise<boolean> {
  if (kindId === null) return true;
  if (kind === "technical") return isTechnicalCause(kindId);
  return (await readEveryCalledKind(trx, hospitalId)).some((kind) => kind.kindId === kindId);
}

/** People leave; a form may be older than that. */
async function canAllBeCalled(trx: Trx, hospitalId: string, { steps }: Ladder): Promise<boolean> {
  const people = calledByName(await readColleagues(trx, hospitalId));
  return steps.every(({ calls }) => calls.every((target) => canBeCalled(target, people)));
}
