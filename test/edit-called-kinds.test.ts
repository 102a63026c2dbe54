import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addCalledKind, changeCalledKind, moveCalledKind } from "../src/actions/edit-called-kinds.ts";
import { readBoard } from "../src/db/board.ts";
import { readCalledKinds, readEveryCalledKind } from "../src/db/called-kinds.ts";
import { databaseNow } from "../src/db/connection.ts";
import { defaultCalledKinds, kindIdForm } from "../src/domain/called-kinds.ts";
import {
  isSameName,
  type KindSettings,
  kindIdFrom,
  listedKindsMax,
  movedInList,
  seenOf,
} from "../src/domain/edit-called-kinds.ts";
import { alertStories } from "./support/alert-stories.ts";

describe("the id of a new kind", () => {
  test.each([
    ["Stroke", "stroke"],
    ["Major haemorrhage (code red)", "major_haemorrhage_code_red"],
    ["Überfall", "uberfall"],
    ["  Fall  ", "fall"],
    ["2nd doctor", "kind_2nd_doctor"],
    ["X", "kind_x"],
    ["心停止", "kind"],
    ["!!!", "kind"],
    ["A very long name of what has happened here", "a_very_long_name_of_what_has_hap"],
  ])("of %s is %s", (name, id) => {
    expect(kindIdFrom(name, new Set())).toBe(id);
  });

  test("has a number where another has it already", () => {
    expect(kindIdFrom("Fall", new Set(["fall"]))).toBe("fall_2");
    expect(kindIdFrom("Fall!", new Set(["fall", "fall_2", "fall_3"]))).toBe("fall_4");
  });

  test("fits the schema, and is nobody else's, whatever the name is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.array(fc.string()), (name, others) => {
        const taken = new Set([...others, kindIdFrom(name, new Set())]);
        const id = kindIdFrom(name, taken);
        expect(id).toMatch(kindIdForm);
        expect(taken.has(id)).toBe(false);
      }),
    );
  });
});

test.each([
  ["Fall", "fall", true],
  ["Fall", " FALL ", true],
  ["Code  red", "Code red", true],
  ["Cafe\u0301", "Café", true],
  ["Fall", "Falls", false],
])("%j and %j are one name: %s", (a, b, same) => {
  expect(isSameName(a, b)).toBe(same);
});

test.each([
  ["b", -1, "bacd"],
  ["b", 1, "acbd"],
  ["a", -1, "abcd"],
  ["d", 1, "abcd"],
  ["x", 1, "abcd"],
] as const)("%s moved by %s: %s", (id, by, expected) => {
  expect(movedInList([..."abcd"], id, by).join("")).toBe(expected);
});

describe("a hospital's own list", () => {
  const story = alertStories();
  const stroke: KindSettings = {
    name: "Stroke",
    priority: "high",
    clinical: true,
    text: "Bring the bag",
    active: true,
  };
  const list = () => readEveryCalledKind(story.db, story.ward.hospitalId);
  const names = async () => (await list()).map(({ name }) => name);
  const deps = () => ({ db: story.db });
  const by = (person = story.people.admin) => ({ person, requestId: "req-1" });
  const add = (settings = stroke) => addCalledKind(deps(), { ...by(), settings });
  const kind = async (kindId: string) => {
    const found = (await list()).find((one) => one.kindId === kindId);
    if (!found) throw new Error(`there is no kind ${kindId}`);
    return found;
  };
  const change = async (kindId: string, given: Partial<KindSettings>, seen?: string) => {
    const { kindId: _, ...stands } = await kind(kindId);
    return changeCalledKind(deps(), {
      ...by(),
      kindId,
      seen: seen ?? seenOf(stands),
      settings: { ...stands, ...given },
    });
  };

  test("begins as the default list with the first change, and has what is new at its end", async () => {
    expect(await add()).toEqual({ ok: true, value: "stroke" });
    expect(await names()).toEqual([...defaultCalledKinds.map(({ name }) => name), "Stroke"]);
    expect((await story.ward.audited()).at(-1)).toEqual({
      ...{ staff_id: story.people.admin.staffId, action: "edit_called_kind", subject: "called_kind:stroke" },
      ...{ reason: "added", request_id: "req-1" },
    });
    expect(await readCalledKinds(story.db, story.stranger.hospitalId)).toEqual(defaultCalledKinds);
  });

  test("can be called from at once", async () => {
    await add();
    const id = await story.call({ kind: "stroke" });
    expect(await story.ward.alert(id)).toMatchObject({ cause: "stroke", title: "Stroke", priority: "high" });
  });

  test("tells those who come what to bring, as it was said when the alert was raised", async () => {
    await add();
    const id = await story.call({ kind: "stroke" });
    await change("stroke", { text: "Bring nothing" });
    const now = await databaseNow(story.db);
    const board = await readBoard(story.db, story.ward.hospitalId, "W1", now);
    expect(board?.alerts).toMatchObject([{ alertId: id, kindText: "Bring the bag" }]);
  });

  test("keeps the id of what gets another name, and its alerts the name they had", async () => {
    const id = await story.call({ kind: "fall" });
    expect(await change("fall", { name: "Patient on the floor", priority: "high" })).toEqual({ ok: true, value: null });
    expect(await story.ward.alert(id)).toMatchObject({ cause: "fall", title: "Fall", priority: "medium" });
    const later = await story.call({ kind: "fall", bedId: "W2-01" });
    expect(await story.ward.alert(later)).toMatchObject({ title: "Patient on the floor", priority: "high" });
  });

  test("lets nobody call for what is retired, and brings it back", async () => {
    await change("fire", { active: false });
    expect((await readCalledKinds(story.db, story.ward.hospitalId)).map(({ kindId }) => kindId)).not.toContain("fire");
    await expect(story.call({ kind: "fire" })).rejects.toThrow("unknown_kind");
    await change("fire", { active: true });
    await story.call({ kind: "fire" });
    const reasons = (await story.ward.audited()).filter(({ action }) => action === "edit_called_kind");
    expect(reasons.map(({ reason }) => reason)).toEqual(["retired", "brought_back"]);
  });

  test("has no name twice, in whatever spelling, retired or not", async () => {
    expect(await add({ ...stroke, name: " fALL " })).toEqual({ ok: false, refusal: { kind: "name_taken" } });
    await change("fire", { active: false });
    expect(await add({ ...stroke, name: "Fire" })).toEqual({ ok: false, refusal: { kind: "name_taken" } });
    expect(await change("security", { name: "FIRE" })).toEqual({ ok: false, refusal: { kind: "name_taken" } });
    expect(await change("security", { name: "security" })).toEqual({ ok: true, value: null });
  });

  test("by two who begin it at the same moment holds what both added, once", async () => {
    const added = await Promise.all(["Stroke", "Flood", "stroke", "Flood"].map((name) => add({ ...stroke, name })));
    expect(added.map(({ ok }) => ok).filter(Boolean)).toHaveLength(2);
    expect((await names()).sort()).toEqual(
      [
        ...defaultCalledKinds.map(({ name }) => name),
        ...(await names()).filter((name) => /stroke|flood/i.test(name)),
      ].sort(),
    );
    expect(await names()).toHaveLength(defaultCalledKinds.length + 2);
  });

  test("is never changed over what somebody else has changed meanwhile", async () => {
    const seen = seenOf(await kind("fall"));
    await change("fall", { text: "Bring the hoist" });
    expect(await change("fall", { priority: "low" }, seen)).toEqual({
      ok: false,
      refusal: { kind: "edited_meanwhile", by: null, at: null },
    });
    expect(await kind("fall")).toMatchObject({ text: "Bring the hoist", priority: "medium" });
  });

  test("keeps the order it is put into", async () => {
    const move = (kindId: string, to: -1 | 1) => moveCalledKind(deps(), { ...by(), kindId, by: to });
    await move("fall", -1);
    await move("fall", -1);
    await move("fall", -1);
    expect((await names()).slice(0, 3)).toEqual(["Fall", "Cardiac arrest", "Medical emergency"]);
    await move("equipment", 1);
    expect((await names()).at(-1)).toBe("Equipment fault");
    expect((await story.ward.audited()).filter(({ action }) => action === "edit_called_kind")).toHaveLength(2);
    expect(await move("earthquake", 1)).toEqual({ ok: false, refusal: { kind: "not_found" } });
  });

  test("always has something that can be called for, and never more than can be looked through", async () => {
    const [first, ...others] = await list();
    for (const { kindId } of others) expect(await change(kindId, { active: false })).toMatchObject({ ok: true });
    expect(await change(first?.kindId ?? "", { active: false })).toEqual({
      ok: false,
      refusal: { kind: "last_of_list" },
    });
    const kinds = (await list()).length;
    for (let number = kinds; number < listedKindsMax; number++) await add({ ...stroke, name: `Kind ${number}` });
    expect(await add()).toEqual({ ok: false, refusal: { kind: "list_full", max: listedKindsMax } });
  });

  test("is changed by nobody who may not", async () => {
    for (const who of ["nurse", "doctor", "operator", "display"] as const) {
      const given = by(story.people[who]);
      expect(await addCalledKind(deps(), { ...given, settings: stroke })).toMatchObject({
        refusal: { kind: "not_allowed" },
      });
      const moved = await moveCalledKind(deps(), { ...given, kindId: "fall", by: 1 });
      expect(moved).toMatchObject({ refusal: { kind: "not_allowed" } });
    }
    expect(await list()).toEqual(defaultCalledKinds.map((one) => ({ ...one, active: true })));
  });
});
