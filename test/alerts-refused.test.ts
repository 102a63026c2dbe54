import { describe, expect, test } from "vitest";
import { raiseAlert } from "../src/actions/raise-alert.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, requestId } from "./support/alert-stories.ts";

const story = alertStories();

const calling = (person: Person, given: { kind?: string; bedId?: string | null }) =>
  story.refusalOf(() =>
    raiseAlert(
      { db: story.db },
      { ...{ person, kind: "fall", priority: null, bedId: null, place: "x", words: null, requestId }, ...given },
    ),
  );

/** All that a person can do to an alert that is there. */
const acts = {
  acknowledge: (person: Person, id: string) => story.acknowledge(person, id),
  takeOn: (person: Person, id: string) => story.takeOn(person, id, 5),
  handOver: (person: Person, id: string) => story.handOver(person, id, colleagueOf(person)),
  note: (person: Person, id: string) => story.note(person, id, "seen"),
  callNext: (person: Person, id: string) => story.callNext(person, id, "more hands"),
  resolve: (person: Person, id: string) => story.resolve(person, id),
  undo: (person: Person, id: string) => story.undo(person, id),
};
const colleagueOf = ({ hospitalId }: Person) =>
  hospitalId === story.hospitalId ? story.people.doctor.staffId : story.colleagueOfTheStranger.staffId;

describe("who may not", () => {
  test("an admin and a display call for nothing", async () => {
    for (const person of [story.people.admin, story.people.display])
      expect(await calling(person, { kind: "fire" })).toEqual({ kind: "not_allowed", action: "raise_alert" });
  });

  test("what is not in the list is not called for, and a bed that is not this hospital's is not there", async () => {
    for (const kind of ["device_lost", "heartRate:high", "constructor", "", "'; drop table alerts --"])
      expect(await calling(story.people.nurse, { kind })).toEqual({ kind: "unknown_kind" });
    for (const bedId of ["W9-01", "", "'; drop table alerts --"])
      expect(await calling(story.people.nurse, { bedId })).toEqual({ kind: "unknown_bed" });
  });

  test("an operator answers no call to a patient, but may write to it and call for more", async () => {
    const { operator } = story.people;
    const id = await story.call();
    const not_allowed = { kind: "not_allowed", action: "answer_clinical_alert" };
    for (const act of ["acknowledge", "takeOn", "handOver", "resolve", "undo"] as const)
      expect(await story.refusalOf(() => acts[act](operator, id)), act).toEqual(not_allowed);
    expect(await acts.note(operator, id)).toMatchObject({ ok: true });
    expect(await acts.callNext(operator, id)).toMatchObject({ ok: true });
  });

  test("an operator answers a call that is none to a patient", async () => {
    const fire = await story.call({ kind: "fire" });
    expect(await story.acknowledge(story.people.operator, fire)).toMatchObject({ ok: true });
    expect(await story.resolve(story.people.operator, fire)).toMatchObject({ ok: true });
  });

  test.each(["admin", "display"] as const)("an %s does nothing to any alert", async (who) => {
    const ids = [await story.call(), await story.call({ kind: "fire" }), await raisedByMonitor()];
    for (const id of ids)
      for (const [name, act] of Object.entries(acts))
        expect(await story.refusalOf(() => act(story.people[who], id)), name).toMatchObject({ kind: "not_allowed" });
  });
});

describe("another hospital's alert", () => {
  test.each(Object.entries(acts))(
    "is not there for %s, nor is one that never was, and nothing is written",
    async (_, act) => {
      const { stranger, people } = story;
      const open = await story.call();
      const answered = await story.call({ kind: "assistance" });
      await story.acknowledge(people.nurse, answered);
      const elsewhere = await everythingElsewhere();
      for (const id of [open, answered, await raisedByMonitor()])
        expect(await story.refusalOf(() => act(stranger, id))).toEqual({ kind: "not_found" });
      for (const nowhere of [
        "0",
        "-1",
        "999999999",
        "9".repeat(30),
        "1; drop table alerts",
        "",
        "1e3",
        "٣",
        " 1",
        "1.0",
      ])
        expect(await story.refusalOf(() => act(people.nurse, nowhere)), nowhere).toEqual({ kind: "not_found" });
      expect(await everythingElsewhere()).toEqual(elsewhere);
    },
  );
});

describe("who comes too late", () => {
  test("is told who has taken it on, and since when", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    const { acknowledged_at: at } = await ward.alert(id);
    for (const person of [people.other, people.nurse])
      expect(await story.refusalOf(() => story.acknowledge(person, id))).toEqual({
        kind: "already_acknowledged",
        by: people.nurse.name,
        at,
      });
  });

  test("closes and hands over nothing that nobody has taken on", async () => {
    const id = await story.call();
    const notYet = { kind: "not_acknowledged" };
    expect(await story.refusalOf(() => acts.resolve(story.people.nurse, id))).toEqual(notYet);
    expect(await story.refusalOf(() => acts.handOver(story.people.nurse, id))).toEqual(notYet);
  });

  test("is told that it is over, and who said so", async () => {
    const { ward, people } = story;
    const id = await story.call();
    await story.acknowledge(people.nurse, id);
    await story.resolve(people.nurse, id);
    const { resolved_at: at } = await ward.alert(id);
    for (const act of ["acknowledge", "takeOn", "handOver", "callNext", "resolve"] as const)
      expect(await story.refusalOf(() => acts[act](people.other, id)), act).toEqual({
        kind: "already_resolved",
        by: people.nurse.name,
        at,
      });
  });

  test("closes no rule's alert by saying so", async () => {
    const id = await raisedByMonitor();
    await story.acknowledge(story.people.nurse, id);
    expect(await story.refusalOf(() => acts.resolve(story.people.nurse, id))).toEqual({ kind: "cause_persists" });
  });
});

async function raisedByMonitor(): Promise<string> {
  await story.raiseByMonitor();
  return (await story.alerts()).find(({ kind }) => kind === "clinical")?.alert_id ?? "";
}

/** What stands in the tables of all hospitals but this one. */
async function everythingElsewhere() {
  const of = (table: "alerts" | "alert_transitions" | "alert_causes" | "audit" | "outbox") =>
    story.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("rows"))
      .where("hospital_id", "!=", story.hospitalId)
      .executeTakeFirst();
  return await Promise.all((["alerts", "alert_transitions", "alert_causes", "audit", "outbox"] as const).map(of));
}
