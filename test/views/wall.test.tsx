import { describe, expect, test } from "vitest";
import { initials } from "../../src/views/patient-name.tsx";
import { drawBoard } from "../../src/views/regions.tsx";
import { aPerson, boardPage } from "./a-page.tsx";
import { aBed, aBoard, aContext, anAlert, aPatient, aStay } from "./a-ward.ts";

const patient = aPatient({ familyName: "Zyxwvut", givenName: "Qwerty", number: "P-777" });
const alert = anAlert({ patient, words: "Mr Zyxwvut fell", kind: "called", cause: "fall", called: "fall" });
const board = aBoard({ wardId: "W1", alerts: [alert], beds: [aBed({ stay: aStay({ patient, alert }) })] });
const display = aPerson({ role: "display", name: "Ward 1, corridor", wardId: "W1" });

describe("a screen on the wall", () => {
  const page = boardPage(board, display);

  test("shows initials, and no name in any byte", () => {
    expect(page).not.toMatch(/Zyxwvut|Qwerty|P-777/i);
    expect(page).toContain("Q. Z.");
  });
  test("shows nothing that a person wrote: it may name the patient", () => {
    expect(page).not.toContain("fell");
  });
  test("has nothing to press", () => {
    expect(page).not.toMatch(/<button|<form|<summary|<select/);
  });
  test("leads to no other ward", () => {
    expect(page).not.toContain("ward=W2");
  });
  test("is another channel: staff of the same ward get other bytes", () => {
    const drawnFor = (audience: "staff" | "display") => drawBoard(board, aContext({ audience }));
    expect(drawnFor("staff").find(({ id }) => id === "bed-W1-04")?.html).toContain("Zyxwvut");
    expect(
      drawnFor("display")
        .map(({ html }) => html)
        .join(""),
    ).not.toContain("Zyxwvut");
  });
});

test("initials are whole letters, of any script, and of as much of the name as is known", () => {
  expect(initials(aPatient({ givenName: "Zoé", familyName: "é́xample" }))).toBe("Z. É́.");
  expect(initials(aPatient({ givenName: "محمد", familyName: "السيد" }))).toBe("م. ا.");
  expect(initials(aPatient({ givenName: "", familyName: "Haddad" }))).toBe("H.");
  expect(initials(aPatient({ givenName: " ", familyName: "" }))).toBe("");
});
