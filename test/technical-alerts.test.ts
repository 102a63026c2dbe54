import { beforeEach, describe, expect, test } from "vitest";
import { settleAnswered } from "../src/actions/settle-answered.ts";
import { endTechnicalAlert, raiseTechnicalAlert, type TechnicalFault } from "../src/actions/technical-alert.ts";
import type { Trx } from "../src/db/connection.ts";
import type { WardlightEvent } from "../src/events/catalogue.ts";
import { publish } from "../src/events/publish.ts";
import { alertStories, found } from "./support/alert-stories.ts";

const story = alertStories();
beforeEach(() => story.ward.fixture.device("mon-1", "W1-02", 600));

const fault = (now: Date): TechnicalFault => ({
  ...{ hospitalId: story.hospitalId, subject: "device:mon-1:lost", cause: "device_lost", priority: "low" },
  ...{ stayId: null, deviceId: "mon-1", bedId: "W1-02", wardId: "W1", now },
});
const lose = (now: Date) => inTransaction((trx) => raiseTechnicalAlert(trx, fault(now)));
const hear = (now: Date) =>
  inTransaction((trx) => endTechnicalAlert(trx, { ...fault(now), reason: "device_returned" }));

async function inTransaction(work: (trx: Trx) => Promise<WardlightEvent[]>): Promise<WardlightEvent[]> {
  return await story.db.transaction().execute(async (trx) => {
    const events = await work(trx);
    await publish(trx, story.hospitalId, events);
    return events;
  });
}

describe("a monitor that is not heard", () => {
  test("is a technical alert about its bed, which the operator may answer", async () => {
    const { ward, db, people } = story;
    await lose(ward.now);
    const id = await story.theAlert();
    expect(await ward.alert(id)).toMatchObject({
      kind: "technical",
      clinical: false,
      priority: "low",
      state: "raised",
      subject: "device:mon-1:lost",
      device_id: "mon-1",
      bed_id: "W1-02",
      stay_id: null,
    });
    expect(await story.acknowledge(people.operator, id)).toMatchObject({ ok: true });
    await hear(ward.at(60));
    expect(await ward.alert(id)).toMatchObject({ state: "acknowledged", settle_at: ward.at(120) });
    await settleAnswered(db, ward.hospitalId, ward.at(120));
    expect(await ward.alert(id)).toMatchObject({ state: "resolved", outcome: "cause_ended" });
  });

  test("calls the ward and the operator at once", async () => {
    await lose(story.ward.now);
    const { ladder } = await story.ward.alert(await story.theAlert());
    expect(ladder.steps[0]?.calls).toEqual([
      { who: "role", role: "nurse", reach: "ward" },
      { who: "role", role: "operator", reach: "hospital" },
    ]);
  });

  test("is one alert, however often it goes and comes", async () => {
    const { ward } = story;
    await lose(ward.now);
    await lose(ward.at(1));
    await hear(ward.at(2));
    await hear(ward.at(3));
    await lose(ward.at(4));
    expect(await ward.story(await story.theAlert())).toEqual([
      "raised: nothing → raised (device_lost)",
      "latched: raised → latched (device_returned)",
      "returned: latched → raised (device_lost)",
    ]);
  });

  test("for ten processes at once is one alert, too", async () => {
    const events = await Promise.all(Array.from({ length: 10 }, () => lose(story.ward.now)));
    expect(events.flat().map(({ type }) => type)).toEqual(["alert.raised"]);
    expect(await story.ward.story(await story.theAlert())).toHaveLength(1);
  });

  test("and was never lost ends nothing", async () => {
    expect(await hear(story.ward.now)).toEqual([]);
  });

  test("stands beside the alert of the patient it watched, and neither stands for the other", async () => {
    const { ward, stay } = story;
    await ward.decide(stay, [found("heartRate:high", { onDelaySeconds: 0 })], ward.now);
    await lose(ward.at(1));
    expect((await story.alerts()).map(({ kind, state }) => [kind, state])).toEqual([
      ["clinical", "raised"],
      ["technical", "raised"],
    ]);
    await hear(ward.at(2));
    expect((await story.alerts()).map(({ state }) => state)).toEqual(["raised", "latched"]);
  });
});
