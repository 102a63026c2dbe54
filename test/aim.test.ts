import { describe, expect, test } from "vitest";
import { aimTokens, isAimedAt, reachesBeyondWard, type Viewer, viewerOf } from "../src/domain/aim.ts";
import type { Party } from "../src/domain/board.ts";
import {
  calledTargets,
  defaultLadders,
  everyoneAtOnce,
  type Ladder,
  technicalLadder,
} from "../src/domain/escalation.ts";

const nurse = (wards: readonly string[] | null = null): Viewer => ({ role: "nurse", staffId: "7", wards });
const doctor: Viewer = { role: "doctor", staffId: "8", wards: null };
const wall = (ward: string): Viewer => ({ role: "display", staffId: "9", wards: [ward] });

/** The default ladders call roles only. */
const callsOf = (ladder: Ladder, level: number) =>
  calledTargets(ladder, level).flatMap((target): Party[] => (target.who === "role" ? [target] : []));
const aimedBy = (calls: readonly Party[], wardId: string | null = "W1") => aimTokens({ calls, wardId, owner: null });
const raised = (level: number, wardId: string | null = "W1") => aimedBy(callsOf(defaultLadders.high, level), wardId);

describe("whom an alert is aimed at", () => {
  test("at first at the nurses of its ward, and at nobody else", () => {
    expect(raised(0)).toEqual(["role:nurse@W1"]);
    expect(isAimedAt(raised(0), nurse(["W1"]))).toBe(true);
    expect(isAimedAt(raised(0), nurse(["W2"]))).toBe(false);
    expect(isAimedAt(raised(0), doctor)).toBe(false);
  });
  test("a nurse who answers for the whole hospital is called by each of its wards", () => {
    expect(isAimedAt(raised(0), nurse())).toBe(true);
  });
  test("each step adds those it calls and takes the call from nobody", () => {
    expect(raised(2)).toEqual(["role:nurse@W1", "role:doctor@*", "role:head_doctor@*"]);
    expect(isAimedAt(raised(2), doctor)).toBe(true);
    expect(isAimedAt(raised(2), nurse(["W1"]))).toBe(true);
  });
  test("past the last step everybody stays called", () => {
    expect(raised(9)).toEqual(raised(3));
  });
  test("who was called on the ward and then everywhere is called everywhere", () => {
    const nurses = (reach: "ward" | "hospital"): Party => ({ who: "role", role: "nurse", reach });
    expect(aimedBy([nurses("ward"), nurses("hospital"), nurses("ward")])).toEqual(["role:nurse@*"]);
  });
  test("the patient's nurse and a person are meant themselves, and nobody where there is none", () => {
    const nurse = { who: "patients_nurse", staffId: "7", name: "Aoife Keane" } as const;
    const nobody = { who: "patients_nurse", staffId: null, name: null } as const;
    expect(aimedBy([nurse, { who: "person", staffId: "8", name: "Dr Singh" }, nobody])).toEqual(["staff:7", "staff:8"]);
  });
  test("who was asked to take it over is meant, and nobody else any more", () => {
    const owner = { staffId: "8", name: "Dr Singh", is: "asked", until: null } as const;
    expect(aimTokens({ calls: callsOf(defaultLadders.high, 3), wardId: "W1", owner })).toEqual(["staff:8"]);
  });
  test("an alert without a ward concerns those of every ward", () => {
    expect(raised(0, null)).toEqual(["role:nurse@*"]);
    expect(isAimedAt(raised(0, null), nurse(["W2"]))).toBe(true);
  });
  test("a person who is named is meant, whatever their role and ward", () => {
    expect(isAimedAt(["staff:7"], nurse(["W9"]))).toBe(true);
    expect(isAimedAt(["staff:77"], nurse(["W9"]))).toBe(false);
  });
  test("an operator is called by a lost monitor, an admin by nothing", () => {
    const lost = aimedBy(callsOf(technicalLadder, 0));
    expect(isAimedAt(lost, { role: "operator", staffId: "3", wards: null })).toBe(true);
    expect(isAimedAt(lost, { role: "admin", staffId: "4", wards: null })).toBe(false);
  });
  test("a screen on the wall stands for everybody on its ward", () => {
    expect(isAimedAt(raised(0), wall("W1"))).toBe(true);
    expect(isAimedAt(raised(0), wall("W2"))).toBe(false);
    expect(isAimedAt(aimedBy(callsOf(everyoneAtOnce, 0)), wall("W2"))).toBe(true);
    expect(isAimedAt(["staff:7"], wall("W1"))).toBe(false);
  });
});

test("other wards hear of an alert once it has called beyond its own", () => {
  expect(reachesBeyondWard(raised(0))).toBe(false);
  expect(reachesBeyondWard(raised(1))).toBe(true);
  expect(reachesBeyondWard(raised(0, null))).toBe(true);
  expect(reachesBeyondWard(["role:nurse@W1", "staff:12"])).toBe(true);
});

test("who belongs to a ward answers for it, who belongs to none for what they look at", () => {
  const person = { hospitalId: "st-brigid", staffId: "7", name: "Aoife Keane", role: "nurse", wardId: "W1" } as const;
  expect(viewerOf(person, "W2", null).wards).toEqual(["W1"]);
  expect(viewerOf({ ...person, wardId: null }, "W2", null).wards).toEqual(["W2"]);
  expect(viewerOf({ ...person, wardId: null }, null, null).wards).toBeNull();
});

test("who is on duty for a ward answers for it, whatever board they look at, and for that one besides", () => {
  const person = { hospitalId: "st-brigid", staffId: "7", name: "Aoife Keane", role: "nurse", wardId: null } as const;
  expect(viewerOf(person, null, { wardId: "W1" }).wards).toEqual(["W1"]);
  expect(viewerOf(person, "W1", { wardId: "W1" }).wards).toEqual(["W1"]);
  expect(viewerOf(person, "W2", { wardId: "W1" }).wards).toEqual(["W1", "W2"]);
  expect(viewerOf(person, "W2", { wardId: null }).wards).toBeNull();
});
