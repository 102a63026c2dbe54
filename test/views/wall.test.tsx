import { describe, expect, test } from "vitest";
import { initials } from "../../src/views/patient-name.tsx";
import { drawBoard } from "../../src/views/regions.tsx";
import { aPerson, boardPage } from "./a-page.tsx";
import { aBed, aBoard, aCause, aContext, ago, anAlert, anAnsweredAlert, aPatient, aStay } from "./a-ward.ts";
import { textOf } from "./skeleton.ts";

const patient = aPatient({ familyName: "Zyxwvut", givenName: "Qwerty", number: "P-777" });
const alert = anAlert({ patient, words: "Mr Zyxwvut fell", kind: "called", cause: "fall", title: "Fall" });
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
  test("has nothing to press but its own sound and settings, whatever state an alert is in, and no way to an alert's page", () => {
    const states = aBoard({
      wardId: "W1",
      alerts: [
        alert,
        anAlert({ alertId: "13", state: "latched", causeActive: false }),
        anAnsweredAlert({ alertId: "14", causeActive: false, settleAt: ago(-40) }),
        anAlert({ alertId: "15", causes: [aCause("spo2:low"), aCause("heartRate:high")], notes: 2 }),
      ],
    });
    const ofItsOwn = /<button type="button" id="sound".*?<\/button>|<details id="settings".*?<\/details>/g;
    for (const html of [page, boardPage(states, display)])
      expect(html.replaceAll(ofItsOwn, "")).not.toMatch(/<button|<form|<summary|<select|href="\/alerts/);
  });
  test("shows who is on the way: who passes by has to know", () => {
    const owner = { staffId: "8", name: "Dr Singh", is: "on_the_way", until: ago(-300) } as const;
    expect(textOf(boardPage(aBoard({ alerts: [anAnsweredAlert({ owner })] }), display))).toContain(
      "Dr Singh is on the way until 10:23",
    );
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
