import { describe, expect, test } from "vitest";
import { editLadder, type LadderEdit } from "../src/actions/edit-ladder.ts";
import { readLadder, readLadderVersions } from "../src/db/ladders.ts";
import { defaultLadders, type Ladder } from "../src/domain/escalation.ts";
import type { Person } from "../src/domain/staff.ts";
import { alertStories, requestId } from "./support/alert-stories.ts";

const story = alertStories();

const called = { kind: "called", priority: "medium", kindId: null } as const;
const fall = { ...called, kindId: "fall" } as const;
const calling = (role: "nurse" | "doctor", repeatSeconds = 60): Ladder => ({
  steps: [
    { afterSeconds: 0, calls: [{ who: "role", role, reach: "ward" }] },
    { afterSeconds: 30, calls: [{ who: "role", role: "head_doctor", reach: "hospital" }] },
  ],
  repeatSeconds,
});

const edit = (by: Person, given: Partial<LadderEdit> = {}) =>
  editLadder(
    { db: story.db },
    { person: by, of: called, seenVersion: 0, ladder: calling("doctor"), requestId, ...given },
  );
const versionsOf = (of: typeof called | typeof fall) =>
  readLadderVersions(
    story.db,
    story.ward.hospitalId,
    of.kindId === null ? "called" : `called:${of.kindId}`,
    of.priority,
  );
const ladderNow = (of: typeof called | typeof fall) => readLadder(story.db, story.ward.hospitalId, of);

describe("a ladder that is saved", () => {
  test("is the next version, with who saved it and when, and is audited with it", async () => {
    const { people, ward } = story;
    expect(await edit(people.admin)).toEqual({ ok: true, value: 1 });
    expect(await edit(people.admin, { seenVersion: 1, ladder: calling("nurse") })).toEqual({ ok: true, value: 2 });
    expect(await versionsOf(called)).toMatchObject([
      { version: 2, editedBy: "Admin Daly", ladder: calling("nurse"), editedAt: expect.any(Date) },
      { version: 1, editedBy: "Admin Daly", ladder: calling("doctor") },
    ]);
    expect((await ward.audited()).filter(({ action }) => action === "edit_ladder")).toEqual([
      ...[1, 2].map((version) => ({
        staff_id: people.admin.staffId,
        action: "edit_ladder",
        subject: `ladder:called:medium:${version}`,
        reason: "edited",
        request_id: requestId,
      })),
    ]);
  });

  test("is what the next alert is raised with, while one that was raised before keeps its own", async () => {
    const { people, ward } = story;
    const before = await story.call({ bedId: "W2-01" });
    await edit(people.admin);
    const after = await story.call({ bedId: "W2-02" });
    expect((await ward.alert(before)).ladder).toEqual(defaultLadders.medium);
    expect((await ward.alert(after)).ladder).toEqual(calling("doctor"));
  });

  test("of a kind stands before that of all calls, until it is given up", async () => {
    const { people, ward } = story;
    await edit(people.admin);
    expect(await ladderNow(fall)).toEqual(calling("doctor"));
    await edit(people.admin, { of: fall, ladder: calling("nurse", 90) });
    expect((await ward.alert(await story.call({ bedId: "W2-01" }))).ladder).toEqual(calling("nurse", 90));
    expect(await edit(people.admin, { of: fall, seenVersion: 1, ladder: null })).toEqual({ ok: true, value: 2 });
    expect(await ladderNow(fall)).toEqual(calling("doctor"));
  });

  test("back to the default is a version like any other", async () => {
    const { people, ward } = story;
    await edit(people.admin);
    expect(await edit(people.admin, { seenVersion: 1, ladder: null })).toEqual({ ok: true, value: 2 });
    expect(await ladderNow(called)).toEqual(defaultLadders.medium);
    expect((await versionsOf(called)).map(({ ladder }) => ladder)).toEqual([null, calling("doctor")]);
    expect((await ward.audited()).at(-1)).toMatchObject({ subject: "ladder:called:medium:2", reason: "default_again" });
  });

  test("as it stands already adds no version: two taps are one", async () => {
    const { people } = story;
    await edit(people.admin);
    expect(await edit(people.admin)).toEqual({ ok: true, value: 1 });
    expect(await versionsOf(called)).toHaveLength(1);
    expect(await edit(people.admin, { of: fall, ladder: null })).toEqual({ ok: true, value: 0 });
    expect(await versionsOf(fall)).toEqual([]);
  });
});

describe("a ladder is not saved", () => {
  test("over one that somebody else has saved meanwhile: it is said who and when", async () => {
    const { people, ward } = story;
    const head = await ward.person("head_doctor", "Prof Reilly");
    await edit(head);
    expect(await edit(people.admin, { ladder: calling("nurse") })).toEqual({
      ok: false,
      refusal: { kind: "edited_meanwhile", by: "Prof Reilly", at: expect.any(Date) },
    });
    expect(await edit(people.admin, { seenVersion: 7, ladder: calling("nurse") })).toMatchObject({ ok: false });
    expect(await ladderNow(called)).toEqual(calling("doctor"));
    expect(await versionsOf(called)).toHaveLength(1);
  });

  test("by two at the same moment: one of many is, and each of the others is told", async () => {
    const { people } = story;
    const ladders = [60, 61, 62, 63, 64, 65].map((repeat) => calling("doctor", repeat));
    const done = await Promise.all(ladders.map((ladder) => edit(people.admin, { ladder })));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    for (const one of done)
      if (!one.ok) expect(one.refusal).toMatchObject({ kind: "edited_meanwhile", by: "Admin Daly" });
    expect(await versionsOf(called)).toHaveLength(1);
  });

  test("by a role that may not", async () => {
    const { people } = story;
    for (const who of ["nurse", "doctor", "operator", "display"] as const)
      expect(await edit(people[who]), who).toMatchObject({ ok: false, refusal: { kind: "not_allowed" } });
    expect(await versionsOf(called)).toEqual([]);
  });

  test("that names somebody of another hospital, who has left, or who answers no alerts", async () => {
    const { people, ward, db } = story;
    const naming = (staffId: string): Ladder => ({
      steps: [{ afterSeconds: 0, calls: [{ who: "person", staffId }] }],
      repeatSeconds: 60,
    });
    const gone = await ward.person("nurse", "Nurse Gone");
    await db.updateTable("staff").set({ active: false }).where("staff_id", "=", gone.staffId).execute();
    for (const { staffId } of [story.stranger, gone, people.admin, people.display])
      expect(await edit(people.admin, { ladder: naming(staffId) }), staffId).toEqual({
        ok: false,
        refusal: { kind: "not_a_colleague" },
      });
    expect(await edit(people.admin, { ladder: naming(people.doctor.staffId) })).toMatchObject({ ok: true });
  });

  test("for a kind that nobody can call for", async () => {
    expect(await edit(story.people.admin, { of: { ...fall, kindId: "earthquake" } })).toEqual({
      ok: false,
      refusal: { kind: "not_found" },
    });
  });

  test("in another hospital, which does not hear of it", async () => {
    const { people, stranger, db } = story;
    await edit(people.admin);
    expect(await readLadder(db, stranger.hospitalId, called)).toEqual(defaultLadders.medium);
  });
});
