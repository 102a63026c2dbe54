import { describe, expect, test } from "vitest";
import type { TimelineStep } from "../../src/domain/alert-file.ts";
import { type AlertEvent, alertEvents } from "../../src/domain/alerts.ts";
import { AlertStep, sayingOf } from "../../src/views/alert-step.tsx";
import { en } from "../../src/views/words/en.ts";
import { now, wards } from "./a-ward.ts";
import { textOf } from "./skeleton.ts";

function aStep(changed: Partial<TimelineStep> = {}): TimelineStep {
  return {
    ...{ position: 1, at: now, event: "raised", to: "raised", by: null, reason: "below_critical_low" },
    ...{ priority: "high", cause: "spo2:low", sign: "spo2", value: 84, limit: 88 },
    ...{ text: null, screen: null, other: null, calls: [] },
    ...changed,
  };
}

const ctx = { alert: { kind: "clinical", title: null } as const, zone: "Europe/Dublin", wards, words: en };
const told = (
  changed: Partial<TimelineStep> = {},
  alert: typeof ctx.alert | { kind: "called"; title: string } = ctx.alert,
) => textOf(String(<AlertStep step={aStep(changed)} ctx={{ ...ctx, alert }} />));

/** Every event with every reason that an action writes down for it. A new one gets its sentence in `en-steps.ts`. */
const findings = [
  ...["below_critical_low", "below_low", "above_high", "above_critical_high", "rate_is_zero"],
  ...["news2_high", "news2_medium", "news2_single_three"],
];
const endings = ["back_within_limits", "rate_came_back", "score_fell", "news2_not_applicable", "device_returned"];
const written = {
  raised: [...findings, "device_lost", "called"],
  joined: findings,
  worsened: [...findings, "called_again"],
  returned: [...findings, "device_lost"],
  repeated: ["called_again"],
  acknowledged: ["answered", "answered_together", "on_the_way", "is_with_it"],
  taken_on: ["on_the_way", "is_with_it"],
  handed_over: ["handed_over"],
  noted: ["noted"],
  escalated: ["nobody_answered", "nobody_on_duty", "called_by_hand"],
  lapsed: ["cause_persists", "did_not_arrive", "not_taken_over", "next_observations"],
  latched: endings,
  eased: endings,
  resolved: ["attended", "treated", "transferred", "false_alarm", "patient_left", "cause_ended", "merged"].concat([
    "patient_moved",
    "patient_transferred",
  ]),
  moved: ["patient_moved"],
  undone: ["taken_back"],
  quieted: ["silenced"],
  sounded: ["silence_over", "silence_broken"],
} satisfies Record<AlertEvent, readonly string[]>;

describe("a step is told in a sentence for the phone", () => {
  const pairs = Object.entries(written).flatMap(([event, reasons]) =>
    reasons.map((reason) => [event as AlertEvent, reason] as const),
  );

  test.each(pairs)("%s because of %s", (event, reason) => {
    expect(sayingOf({ event, reason }, en)).not.toBeNull();
    const calls = [{ who: "role", role: "doctor", reach: "hospital" }] as const;
    for (const step of [
      { event, reason, by: "Aoife Keane", other: "Declan Osei", calls },
      { event, reason, calls: [], cause: null, sign: null, value: null, limit: null },
    ]) {
      const said = told(step);
      expect(said).not.toMatch(/undefined|null|NaN|_|object|=>/);
      expect(said).toMatch(/^10:18:42 \S/);
      expect(said.length).toBeGreaterThan(14);
    }
  });

  test("who, whom and what stand in it", () => {
    expect(told()).toBe("10:18:42 Raised: SpO₂ 84 % below 88");
    expect(told({ event: "handed_over", reason: "handed_over", by: "Aoife Keane", other: "Declan Osei" })).toBe(
      "10:18:42 Aoife Keane asked Declan Osei to take it over",
    );
    const calls = [{ who: "person", staffId: "4", name: "Dr Singh" }] as const;
    expect(told({ event: "escalated", reason: "nobody_on_duty", calls })).toBe(
      "10:18:42 Nobody was on duty for the step before: calling \u2068Dr Singh\u2069 at once",
    );
    expect(told({ event: "eased", reason: "back_within_limits", value: null, limit: null })).toBe(
      "10:18:42 SpO₂: back within its limits",
    );
    expect(
      told({ event: "raised", reason: "called", cause: "fall", by: "Aoife Keane" }, { kind: "called", title: "Fall" }),
    ).toBe("10:18:42 Aoife Keane called for: Fall");
    expect(told({ event: "raised", reason: "device_lost", cause: "device_lost", sign: null, value: null })).toBe(
      "10:18:42 Raised: Monitor not heard",
    );
  });

  test("with the screen it was done on", () => {
    const step = { event: "acknowledged", reason: "answered", by: "Aoife Keane" } as const;
    expect(told({ ...step, screen: "board" })).toMatch(/ on the board$/);
    expect(told({ ...step, screen: "board:W2" })).toMatch(/ on the board of Ward 2$/);
    expect(told({ ...step, screen: "board:W9" })).toMatch(/ on the board of W9$/);
    expect(told({ ...step, screen: "alert" })).toMatch(/ on the alert’s page$/);
  });

  test("of a newer process that this one has no sentence for is told by its name", () => {
    expect(told({ event: "lapsed", reason: "ward_was_closed" })).toBe("10:18:42 Asked again: ward was closed");
    expect(told({ event: "evaporated" as AlertEvent, reason: "no_reason" })).toBe("10:18:42 evaporated: no reason");
    for (const event of alertEvents) expect(en.alertPage.timeline.events[event].length).toBeGreaterThan(2);
  });
});
