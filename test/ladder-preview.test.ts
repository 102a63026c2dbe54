import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newAlert, transition } from "../src/domain/alert-life.ts";
import type { Alert } from "../src/domain/alerts.ts";
import { defaultLadders, type Ladder, type LadderStep, type Target } from "../src/domain/escalation.ts";
import { previewOf } from "../src/domain/ladder-preview.ts";
import { emptySteps, type Present } from "../src/domain/on-duty.ts";
import type { Role } from "../src/domain/staff.ts";

const ten = new Date("2026-11-23T10:00:00Z");
const present = (role: Role, wardId: string | null = null, staffId = "1"): Present => ({ staffId, role, wardId });

/** `10:00:00 somebody`, a step a line; `!` where the next comes at once. */
function told(ladder: Ladder, on: string | null, there: readonly Present[]): string[] {
  return previewOf(ladder, on, there, ten).steps.map(
    ({ at, presence, leftAtOnce }) => `${at.toISOString().slice(11, 19)} ${presence}${leftAtOnce ? "!" : ""}`,
  );
}

describe("if nobody answers", () => {
  const { high } = defaultLadders;
  const all = [present("nurse", "W1"), present("doctor"), present("head_doctor"), present("operator")];
  test.each<[string, string | null, readonly Present[], string[]]>([
    [
      "each is called at its time where somebody is there for each",
      "W1",
      all,
      ["10:00:00 somebody", "10:01:00 somebody", "10:03:00 somebody", "10:05:00 somebody"],
    ],
    [
      "a ward without a nurse calls the doctors at once, and those after them as much sooner",
      "W2",
      all,
      ["10:00:00 nobody!", "10:00:00 somebody", "10:02:00 somebody", "10:04:00 somebody"],
    ],
    [
      "two steps without anybody are both left",
      "W1",
      [present("nurse", "W1"), present("operator")],
      ["10:00:00 somebody", "10:01:00 nobody!", "10:01:00 nobody!", "10:01:00 somebody"],
    ],
    [
      "the last is called all the same",
      "W1",
      [present("nurse", "W1")],
      ["10:00:00 somebody", "10:01:00 nobody!", "10:01:00 nobody!", "10:01:00 nobody"],
    ],
    [
      "nothing is left early where nobody says that they are on duty",
      "W1",
      [],
      ["10:00:00 unsaid", "10:01:00 unsaid", "10:03:00 unsaid", "10:05:00 unsaid"],
    ],
    [
      "an alert of no ward finds the nurses of any",
      null,
      [present("nurse", "W2"), present("operator")],
      ["10:00:00 somebody", "10:01:00 nobody!", "10:01:00 nobody!", "10:01:00 somebody"],
    ],
  ])("%s", (_name, on, there, expected) => {
    expect(told(high, on, there)).toEqual(expected);
  });

  test("a step for the patient's nurse alone depends on the patient, and waits", () => {
    const ladder: Ladder = {
      steps: [
        { afterSeconds: 0, calls: [{ who: "patients_nurse" }] },
        { afterSeconds: 30, calls: [{ who: "person", staffId: "7" }] },
        { afterSeconds: 60, calls: [{ who: "patients_nurse" }, { who: "role", role: "nurse", reach: "ward" }] },
      ],
      repeatSeconds: 60,
    };
    expect(told(ladder, "W1", [present("nurse", "W1", "3")])).toEqual([
      "10:00:00 depends",
      "10:00:30 nobody!",
      "10:00:30 somebody",
    ]);
  });

  test("the last is called again after its time", () => {
    const { repeatAt, repeatSeconds } = previewOf(high, "W1", all, ten);
    expect([repeatAt.toISOString().slice(11, 19), repeatSeconds]).toEqual(["10:10:00", 300]);
  });
});

test("the preview is what the alert then does, whoever is there", () => {
  const role = fc.constantFrom<Role>("nurse", "doctor", "head_doctor", "operator");
  const ward = fc.constantFrom(null, "W1", "W2");
  const target: fc.Arbitrary<Target> = fc.oneof(
    fc.record({
      who: fc.constant("role" as const),
      role,
      reach: fc.constantFrom("ward" as const, "hospital" as const),
    }),
    fc.record({ who: fc.constant("person" as const), staffId: fc.constantFrom("1", "2", "3") }),
  );
  const ladder: fc.Arbitrary<Ladder> = fc
    .array(
      fc.record({ later: fc.integer({ min: 1, max: 600 }), calls: fc.array(target, { minLength: 1, maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .chain((given) => {
      let afterSeconds = 0;
      const steps: LadderStep[] = given.map(({ later, calls }, level) => {
        afterSeconds = level === 0 ? 0 : afterSeconds + later;
        return { afterSeconds, calls };
      });
      return fc.integer({ min: 30, max: 900 }).map((repeatSeconds) => ({ steps, repeatSeconds }));
    });
  const there = fc.array(fc.record({ staffId: fc.constantFrom("1", "2", "3", "4"), role, wardId: ward }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(ladder, ward, there, (given, wardId, who) => {
      const { steps, repeatAt } = previewOf(given, wardId, who, ten);
      const empty = emptySteps(given, { wardId, nurseId: null }, who);
      let { alert }: { alert: Alert } = newAlert(
        { kind: "called", priority: "high", lapses: false, ladder: given, emptySteps: empty, quiet: null },
        ten,
      );
      const climbed = [alert.raisedAt];
      for (let step = 1; step <= given.steps.length; step++) {
        const at = alert.escalateAt ?? ten;
        climbed.push(at);
        const done = transition(alert, { do: "escalate" }, at);
        if (!done.ok) throw new Error("a timer was refused");
        alert = done.alert;
      }
      expect([...steps.map(({ at }) => at), repeatAt]).toEqual(climbed);
    }),
  );
});
