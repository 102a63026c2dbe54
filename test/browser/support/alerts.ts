import type { Page } from "playwright-core";
import { openStates, type Priority } from "../../../src/domain/alerts.ts";
import { publish } from "../../../src/events/publish.ts";
import { until, untilState, type Ward, type Watching } from "./ward.ts";

/** Closes what other tests left, and tells boards so, that a list begins empty. */
export async function closeAll(ward: Ward): Promise<void> {
  await ward.database.db.transaction().execute(async (trx) => {
    const closed = await trx
      .updateTable("alerts")
      .set({ state: "resolved", resolved_at: new Date(), escalate_at: null })
      .where("state", "in", openStates)
      .returning(["alert_id as alertId", "stay_id as stayId", "bed_id as bedId", "ward_id as wardId"])
      .execute();
    await trx.updateTable("alert_causes").set({ closed_at: new Date() }).where("closed_at", "is", null).execute();
    const events = closed.map((payload) => ({ type: "alert.resolved", payload }) as const);
    await publish(trx, "st-brigid", events);
  });
}

/** Alerts as a database holds them, first come first, of these priorities; answers their ids. */
export async function standing(ward: Ward, priorities: readonly Priority[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [i, priority] of priorities.entries()) {
    const at = new Date(Date.now() - 60_000 + i * 1000);
    const called = { kind: "called", clinical: true, cause: "assistance", reason: "called", lapses: false } as const;
    ids.push(
      await ward.rows.rows.alert({
        ...called,
        ward_id: "W1",
        place: `Room ${i}`,
        priority,
        raised_at: at,
        escalate_at: new Date(Date.now() + 600_000),
      }),
    );
  }
  return ids;
}

/** Calls for help through the form, to a bed or a place; answers the alert's id. */
export async function call(ward: Ward, by: Watching, kind: string, where: string): Promise<string> {
  const before = new Set((await ward.rows.alerts()).map((alert) => alert.alert_id));
  const [bed, place] = /^W\d-\d+$/.test(where) ? [where, ""] : ["", where];
  await ward.post(by, "/alerts", { kind, bed, place, words: "", priority: "" });
  const raised = (await ward.rows.alerts()).find((alert) => !before.has(alert.alert_id));
  if (!raised) throw new Error("no alert was raised");
  return raised.alert_id;
}

/** A heart rate above its limit, and no more, whose on-delay is over; answers the alert's id. */
export async function crossHeartRate(ward: Ward, bed = "W1-01", value = 130): Promise<string> {
  await ward.heartRate(80, bed);
  await ward.heartRate(value, bed);
  const mine = async () =>
    (await ward.rows.causes()).find(
      ({ stay_id, cause, closed_at }) =>
        stay_id === ward.rows.stay(bed) && cause === "heartRate:high" && closed_at === null,
    );
  await until(true, async () => (await mine()) !== undefined);
  await ward.database.db
    .updateTable("alert_causes")
    .set({ raise_at: new Date(Date.now() - 1000) })
    .where("cause_id", "=", (await mine())?.cause_id ?? "")
    .where("alert_id", "is", null)
    .execute();
  await until(true, async () => ((await mine())?.alert_id ?? null) !== null);
  return (await mine())?.alert_id ?? "";
}

/** The rows have stood still for as long as an aim takes: from here on a press is believed. */
export const untilAtRest = (page: Page, list?: "#alerts") =>
  page.waitForFunction((which) => window.wardlight.guard.atRest(which), list);

export async function openBoard(
  ward: Ward,
  role: "nurse" | "doctor" | "operator" | "display",
  options = {},
): Promise<Watching> {
  const watching = await ward.signIn(role, options);
  await untilState(watching.page, "live");
  return watching;
}

export const stateOf = async (ward: Ward, alertId: string) =>
  (await ward.rows.alerts()).find((alert) => alert.alert_id === alertId)?.state;

/** The rows of the list as they stand on the screen. */
export const shownIds = (page: Page, list = "#alerts") =>
  page.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(`${selector} .alert`), (row) => row.id.replace(/^(yours-)?alert-/, "")),
    list,
  );

/** The cursor of the page has passed the outbox: whatever was published is on the screen, or kept back by it. */
export async function caughtUp(ward: Ward, page: Page): Promise<void> {
  const { event_seq } = await ward.database.db
    .selectFrom("hospitals")
    .select("event_seq")
    .where("hospital_id", "=", "st-brigid")
    .executeTakeFirstOrThrow();
  await page.waitForFunction(
    (seq) => Number(window.wardlight.cursor.now().split(".").at(-1)) >= seq,
    Number(event_seq),
  );
}
