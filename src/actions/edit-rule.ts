import { writeAudit } from "../db/audit.ts";
import { readBedIds } from "../db/beds.ts";
import type { Db } from "../db/connection.ts";
import { lockRule, writeRule } from "../db/ward-rules.ts";
import type { SignRule } from "../domain/limits.ts";
import { ok, type Result, refuse } from "../domain/refusals.ts";
import { ruleText } from "../domain/rule-draft.ts";
import { may, type Person } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";
import { publish } from "../events/publish.ts";

export interface RuleEdit {
  readonly person: Person;
  readonly wardId: string;
  readonly sign: Sign;
  /** The rule as it was looked at, by `ruleText`. */
  readonly seen: string;
  /** As `checkRule` let it pass. */
  readonly rule: SignRule;
  readonly requestId: string;
}

/**
 * Changes a ward's rule for a sign. Readings are judged by it from the next one on; alerts that are open stay as they are
 * until then, and so do on-delays that run. Refuses `not_allowed`, `not_found`, `edited_meanwhile`.
 */
export async function editRule({ db }: { readonly db: Db }, edit: RuleEdit): Promise<Result<null>> {
  const { person, wardId, sign, seen, rule, requestId } = edit;
  const { hospitalId, staffId } = person;
  if (!may(person.role, "edit_rules")) return refuse({ kind: "not_allowed", action: "edit_rules" });
  return await db.transaction().execute(async (trx) => {
    const before = await lockRule(trx, hospitalId, wardId, sign);
    if (!before) return refuse({ kind: "not_found" });
    if (ruleText(before) === ruleText(rule)) return ok(null);
    if (ruleText(before) !== seen) return refuse({ kind: "edited_meanwhile", by: null, at: null });
    await writeRule(trx, hospitalId, wardId, sign, rule);
    await writeAudit(trx, {
      hospitalId,
      staffId,
      action: "edit_rule",
      subject: `rule:${wardId}:${sign}`,
      reason: `${ruleText(before)} → ${ruleText(rule)}`,
      requestId,
    });
    const bedIds = await readBedIds(trx, hospitalId, wardId);
    await publish(trx, hospitalId, [{ type: "limits.changed", payload: { wardId, bedIds } }]);
    return ok(null);
  });
}
