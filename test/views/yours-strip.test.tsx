import { describe, expect, test } from "vitest";
import { aPerson, boardPage } from "./a-page.tsx";
import { aBoard, ago, anAlert, anAnsweredAlert } from "./a-ward.ts";
import { valuesOf } from "./skeleton.ts";

const forDoctors = anAlert({ alertId: "21", wardId: "W2", bedId: "W2-01", raisedAt: ago(10) });
const forNurses = anAlert({
  alertId: "22",
  priority: "medium",
  calls: [{ who: "role", role: "nurse", reach: "ward" }],
});
const answered = anAnsweredAlert({ alertId: "23" });

const stripOf = (page: string) => /<section id="yours"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";
const idsIn = (page: string) =>
  valuesOf("id", stripOf(page)).flatMap((id) => /^yours-alert-(\d+)$/.exec(id)?.slice(1) ?? []);

describe("the strip on top", () => {
  const board = aBoard({ wardId: "W1", alerts: [forNurses, answered], elsewhere: [forDoctors] });

  test("holds what is aimed at whoever looks, also of other wards, and nothing that is answered", () => {
    expect(idsIn(boardPage(board, aPerson({ role: "nurse" })))).toEqual(["22"]);
    expect(idsIn(boardPage(board, aPerson({ role: "doctor" })))).toEqual(["21"]);
    expect(idsIn(boardPage(board, aPerson({ role: "operator" })))).toEqual([]);
  });
  test("says so where nothing waits", () => {
    expect(stripOf(boardPage(board, aPerson({ role: "operator" })))).toMatch(/<p id="yours-none">Nothing waits/);
  });
  test("is not there for those whom nobody calls", () => {
    expect(stripOf(boardPage(board, aPerson({ role: "admin" })))).toBe("");
    expect(stripOf(boardPage(board, aPerson({ role: "display", wardId: "W1" })))).toBe("");
  });
  test("is counted in the title, which names places and no patient", () => {
    const title = (page: string) => /<title>(.*?)<\/title>/.exec(page)?.[1];
    expect(title(boardPage(board, aPerson({ role: "nurse" })))).toMatch(/^\(1\) /);
    expect(title(boardPage(board, aPerson({ role: "nurse" })))).not.toContain("Haddad");
    expect(title(boardPage(board, aPerson({ role: "operator" })))).not.toMatch(/^\(/);
  });
  test("holds three, the most urgent first, and counts the others", () => {
    const alerts = [4, 1, 3, 2, 5].map((n) => anAlert({ alertId: String(n), raisedAt: ago(100 - n) }));
    const page = boardPage(aBoard({ alerts }));
    expect(idsIn(page)).toEqual(["1", "2", "3"]);
    expect(stripOf(page)).toContain(">+2</a>");
  });
});

test("what the list has no room for is counted by whom it means", () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    anAlert({ alertId: String(i + 1), priority: i < 52 ? "high" : "low", raisedAt: ago(100 - i) }),
  );
  const page = boardPage(aBoard({ alerts: rows }));
  expect(valuesOf("data-cut", page)).toEqual(["2 high role:nurse@W1 role:doctor@*;8 low role:nurse@W1 role:doctor@*"]);
  expect(page).toContain("<title>(60) ");
});
