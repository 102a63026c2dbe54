import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { priorities, priorityRank } from "../../src/domain/alerts.ts";
import type { AlertRow } from "../../src/domain/board.ts";
import { byUrgency } from "../../src/domain/urgency.ts";
import { drawAlerts } from "../../src/views/regions.tsx";
import { aContext, ago, anAlert, anAnsweredAlert } from "./a-ward.ts";
import { textOf, valuesOf } from "./skeleton.ts";

const anyAlert = fc
  .record({
    alertId: fc.integer({ min: 1, max: 1e9 }).map(String),
    priority: fc.constantFrom(...priorities),
    state: fc.constantFrom("raised", "latched", "acknowledged"),
    seconds: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ seconds, ...row }) =>
    anAlert({ ...row, causeActive: row.state !== "latched", raisedAt: ago(seconds) } as Partial<AlertRow>),
  );

describe("the order of alerts", () => {
  test("unanswered before answered, then by priority, then who has waited longest", () => {
    const rows = [
      anAnsweredAlert({ alertId: "1", priority: "high" }),
      anAlert({ alertId: "2", priority: "low", raisedAt: ago(900) }),
      anAlert({ alertId: "3", priority: "high", raisedAt: ago(10) }),
      anAlert({ alertId: "4", priority: "medium" }),
      anAlert({ alertId: "5", priority: "high", raisedAt: ago(60) }),
      anAlert({ alertId: "6", priority: "high", raisedAt: ago(300), state: "latched", causeActive: false }),
    ];
    expect([...rows].sort(byUrgency).map((row) => row.alertId)).toEqual(["5", "3", "6", "4", "2", "1"]);
  });

  test("no answered alert stands above an unanswered one, no lower priority above a higher one of its kind", () => {
    fc.assert(
      fc.property(fc.array(anyAlert), (rows) => {
        const ranks = [...rows]
          .sort(byUrgency)
          .map((row) => (row.state === "acknowledged" ? 10 : 0) + priorityRank[row.priority]);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });

  test("two processes that read the same alerts in another order draw the same list", () => {
    const distinct = fc.uniqueArray(anyAlert, { selector: (row) => row.alertId });
    fc.assert(
      fc.property(distinct, (rows) => {
        expect([...rows].reverse().sort(byUrgency)).toEqual([...rows].sort(byUrgency));
      }),
    );
  });
});

describe("a row", () => {
  const draw = (row: AlertRow) => drawAlerts([row], aContext()).html;

  test("says priority in a word beside shape and stars, what, value against limit, bed and person", () => {
    expect(textOf(draw(anAlert()))).toMatch(/◆ \*\*\* High .*SpO₂ 84 % below 88 .*W1-04 .*Haddad .*71 m/);
  });
  test("says of when its value is, by the hospital's clock and without a script that would move it", () => {
    const html = draw(anAlert({ judgedAt: ago(139) }));
    expect(textOf(html)).toContain("SpO₂ 84 % below 88 at 10:16");
    expect(html).toMatch(/at <time datetime="2026-11-23T10:16:23.000Z" title="[^"]*">10:16/);
    expect(textOf(draw(anAlert({ judgedAt: null, sign: null, value: null })))).not.toContain(" at 10:16");
  });
  test("says who was called and who is next, with a time that counts down", () => {
    const html = draw(anAlert());
    expect(textOf(html)).toContain("nurses and doctors alerted next head doctors, at 10:19");
    expect(html).toMatch(/<time[^>]*data-until=""/);
    // Without scripts it is the time of day, and says so.
    expect(html).not.toMatch(/ in <time/);
  });
  test("offers to acknowledge while it is unanswered, also when the cause has ended", () => {
    expect(draw(anAlert())).toContain(`action="/alerts/12/acknowledgement"`);
    expect(draw(anAlert({ state: "latched", causeActive: false }))).toContain(`action="/alerts/12/acknowledgement"`);
    expect(draw(anAnsweredAlert())).not.toContain("acknowledgement");
  });
  test("offers to resolve what a person called, once it is answered", () => {
    const fall = { kind: "called", cause: "fall", called: "fall", sign: null } as const;
    expect(draw(anAlert(fall))).not.toContain("resolution");
    const html = draw(anAnsweredAlert(fall));
    expect(html).toContain(`action="/alerts/12/resolution"`);
    expect(valuesOf("value", html)).toEqual(["attended", "transferred", "false_alarm"]);
  });
  test("of an answered limit alert says that it closes when its cause ends: no one can end that by hand", () => {
    const html = draw(anAnsweredAlert());
    expect(html).not.toContain("resolution");
    expect(textOf(html)).toContain("Closes when the cause ends");
  });
  test("says who answered and when, and how often the cause came back", () => {
    expect(textOf(draw(anAnsweredAlert({ repeats: 2 })))).toMatch(
      /Acknowledged Aoife Keane\s?, 10:17 came back 2 times/,
    );
  });
  test("past the last step of the ladder says that those who were alerted are alerted again", () => {
    expect(textOf(draw(anAlert({ calledRoles: ["nurse", "operator"], nextRoles: ["operator"] })))).toContain(
      "nurses and operators alerted again at 10:19",
    );
  });
  test("marks what only clinicians answer, for the stylesheet to hide an operator's buttons", () => {
    expect(draw(anAlert())).toContain(`data-clinical=""`);
    expect(draw(anAlert({ clinical: false }))).not.toContain("data-clinical");
  });
});

test("a list that is too long shows the most urgent fifty and counts the rest", () => {
  const rows = Array.from({ length: 65 }, (_, i) => anAlert({ alertId: String(i + 1), raisedAt: ago(i) }));
  const { html } = drawAlerts(rows, aContext());
  expect(valuesOf("id", html).filter((id) => /^alert-\d+$/.test(id))).toHaveLength(50);
  expect(html).toContain(`id="alert-65"`);
  expect(textOf(html)).toContain("and 15 more");
});

test("an alert that was answered in a storm stays where it can be closed", () => {
  const storm = Array.from({ length: 124 }, (_, i) => anAlert({ alertId: String(i + 1), raisedAt: ago(i) }));
  const { html } = drawAlerts([...storm, anAnsweredAlert({ alertId: "999" })], aContext());
  expect(html).toContain(`id="alert-999"`);
  expect(textOf(html)).toContain("and 74 more");
});

test("a ward without alerts says so", () => {
  expect(textOf(drawAlerts([], aContext()).html)).toContain("No open alerts");
});
