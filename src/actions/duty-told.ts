import { writeAudit } from "../db/audit.ts";
import type { Trx } from "../db/connection.ts";
import { readBedsOfNurses } from "../db/duties.ts";
import type { Duty, DutyEnd } from "../domain/duties.ts";
import type { WardlightEvent } from "../events/catalogue.ts";

/** That somebody came or went, as boards are told: also on the cards of those whose nurse they are. */
export async function dutyEvents(
  trx: Trx,
  hospitalId: string,
  changes: readonly { readonly type: "duty.began" | "duty.ended"; readonly duty: Duty }[],
): Promise<WardlightEvent[]> {
  const beds = await readBedsOfNurses(
    trx,
    hospitalId,
    changes.map(({ duty }) => duty.staffId),
  );
  return changes.map(({ type, duty: { staffId, wardId } }) => ({
    type,
    payload: { staffId, wardId, bedIds: beds.get(staffId) ?? [] },
  }));
}

/** `by`: null where time did it. */
export const auditDuty = (
  trx: Trx,
  hospitalId: string,
  { dutyId, wardId, staffId }: Duty,
  what: {
    readonly action: "duty.began" | "duty.ended";
    readonly reason: DutyEnd | null;
    readonly requestId: string | null;
  },
): Promise<void> =>
  writeAudit(trx, {
    ...{ hospitalId, staffId: what.reason === "shift_ended" ? null : staffId, action: what.action },
    ...{ subject: `duty:${dutyId}`, reason: what.reason ?? (wardId === null ? "hospital" : `ward:${wardId}`) },
    requestId: what.requestId,
  });
