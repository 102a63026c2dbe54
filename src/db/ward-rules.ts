import { type LimitsBySign, noLimits, type SignRule } from "../domain/limits.ts";
import { isSign, type Sign } from "../domain/vitals.ts";
import type { Db, Trx } from "./connection.ts";

/** The rules of these wards, or of every ward of the hospital, by ward. One statement, none where no ward is asked for. */
export async function readRules(
  trx: Db | Trx,
  hospitalId: string,
  wardIds: readonly string[] | "all",
): Promise<ReadonlyMap<string, LimitsBySign>> {
  const byWard = new Map<string, LimitsBySign>();
  if (wardIds.length === 0) return byWard;
  const rows = await ruleRows(trx, hospitalId)
    .$if(wardIds !== "all", (query) => query.where("ward_id", "in", [...wardIds]))
    .execute();
  for (const { ward_id: wardId, sign, ...rule } of rows)
    if (isSign(sign)) byWard.set(wardId, { ...byWard.get(wardId), [sign]: rule });
  return byWard;
}

/** Locks a ward's rules for a change and answers the one of a sign, empty where it has none. Null: no such ward. */
export async function lockRule(trx: Trx, hospitalId: string, wardId: string, sign: Sign): Promise<SignRule | null> {
  // The ward's row and not the rule's, which may not be there yet. Beds and stays may refer to it meanwhile.
  const ward = await trx
    .selectFrom("wards")
    .select("ward_id")
    .where("hospital_id", "=", hospitalId)
    .where("ward_id", "=", wardId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!ward) return null;
  return (await readRules(trx, hospitalId, [wardId])).get(wardId)?.[sign] ?? noLimits;
}

export async function writeRule(
  trx: Trx,
  hospitalId: string,
  wardId: string,
  sign: Sign,
  rule: SignRule,
): Promise<void> {
  const columns = {
    critical_low: rule.criticalLow,
    low: rule.low,
    high: rule.high,
    critical_high: rule.criticalHigh,
    on_delay_high_seconds: rule.onDelayHighSeconds ?? null,
    on_delay_medium_seconds: rule.onDelayMediumSeconds ?? null,
    hysteresis: rule.hysteresis ?? null,
    repeat_within_seconds: rule.repeatWithinSeconds ?? null,
  };
  await trx
    .insertInto("ward_limits")
    .values({ hospital_id: hospitalId, ward_id: wardId, sign, ...columns })
    .onConflict((conflict) => conflict.columns(["hospital_id", "ward_id", "sign"]).doUpdateSet(columns))
    .execute();
}

const ruleRows = (trx: Db | Trx, hospitalId: string) =>
  trx
    .selectFrom("ward_limits")
    .select(["ward_id", "sign", "critical_low as criticalLow", "low", "high", "critical_high as criticalHigh"])
    .select(["on_delay_high_seconds as onDelayHighSeconds", "on_delay_medium_seconds as onDelayMediumSeconds"])
    .select(["hysteresis", "repeat_within_seconds as repeatWithinSeconds"])
    .where("hospital_id", "=", hospitalId);
