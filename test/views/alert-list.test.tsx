import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertCause } from "../../src/domain/alert-causes.ts";
import { chosenOutcomes, type Owner, priorities, priorityRank } from "../../src/domain/alerts.ts";
import type { AlertRow, Party } from "../../src/domain/board.ts";
import type { Role } from "../../src/domain/staff.ts";
import { byUrgency, inListOrder } from "../../src/domain/urgency.ts";
import { drawAlerts } from "../../src/views/regions.tsx";
import { aCause, aContext, ago, anAlert, anAnsweredAlert } from "./a-ward.ts";
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

describe("a list", () => {
  const inBed = fc.tuple(anyAlert, fc.constantFrom("W1-01", "W1-02", null)).map(([row, bedId]) => ({ ...row, bedId }));
  const kindOf = ({ state, priority, causeActive }: AlertRow) =>
    [state === "acknowledged", priority, causeActive].join();

  test("has what is about one patient together, where the first of it would stand", () => {
    const [first, other, second, elsewhere] = [
      anAlert({ alertId: "1", bedId: "W1-02", raisedAt: ago(90) }),
      anAlert({ alertId: "2", bedId: "W1-03", raisedAt: ago(60) }),
      anAlert({ alertId: "3", bedId: "W1-02", raisedAt: ago(30) }),
      anAlert({ alertId: "4", bedId: null, raisedAt: ago(20) }),
    ];
    const low = anAlert({ alertId: "5", bedId: "W1-02", priority: "low", raisedAt: ago(300) });
    const rows = [low, elsewhere, second, other, first] as AlertRow[];
    expect(inListOrder(rows).map(({ alertId }) => alertId)).toEqual(["1", "3", "2", "4", "5"]);
    const classes = valuesOf("class", drawAlerts(rows, aContext()).html).filter((name) => name.startsWith("alert "));
    expect(classes.map((name) => name.endsWith(" together"))).toEqual([false, true, false, false, false]);
  });

  test("loses nobody, puts nothing before what is more urgent, and tears no patient apart", () => {
    const distinct = fc.uniqueArray(inBed, { selector: (row) => row.alertId });
    fc.assert(
      fc.property(distinct, (rows) => {
        const list = inListOrder(rows);
        const sorted = [...rows].sort(byUrgency);
        expect(list.map(kindOf)).toEqual(sorted.map(kindOf));
        expect(list.map(({ alertId }) => alertId).sort()).toEqual(rows.map(({ alertId }) => alertId).sort());
        const beds = list.map((row) => `${kindOf(row)} ${row.bedId ?? row.alertId}`);
        const runs = beds.filter((bed, place) => bed !== beds[place - 1]);
        expect(new Set(runs).size).toBe(runs.length);
        expect(inListOrder([...rows].reverse())).toEqual(list);
      }),
    );
  });
});

describe("a row", () => {
  const draw = (row: AlertRow) => drawAlerts([row], aContext()).html;
  const role = (of: Role, reach: "ward" | "hospital"): Party => ({ who: "role", role: of, reach });

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
  test("says to those who come what the kind says, on a wall too", () => {
    const stroke = {
      kind: "called",
      cause: "stroke",
      title: "Stroke",
      kindText: "Bring the <bag>",
      sign: null,
    } as const;
    expect(draw(anAlert(stroke))).toContain("<bdi>Bring the &lt;bag&gt;</bdi>");
    expect(drawAlerts([anAlert(stroke)], aContext({ audience: "display" })).html).toContain("Bring the");
    expect(draw(anAlert())).not.toContain("kind-text");
  });
  test("offers to resolve what a person called, once it is answered", () => {
    const fall = { kind: "called", cause: "fall", title: "Fall", sign: null } as const;
    expect(draw(anAlert(fall))).not.toContain("resolution");
    const html = draw(anAnsweredAlert(fall));
    expect(html).toContain(`action="/alerts/12/resolution"`);
    expect(valuesOf("value", html)).toEqual([...chosenOutcomes]);
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
    const [nurses, doctors] = [role("nurse", "ward"), role("doctor", "hospital")];
    const next = (calls: Party[], nextCalls: Party[]) => textOf(draw(anAlert({ calls, nextCalls })));
    expect(next([nurses, doctors], [doctors])).toContain("nurses and doctors alerted again at 10:19");
    expect(next([nurses], [nurses, doctors])).toContain("nurses alerted next nurses and doctors,");
    // The nurses of the ward were called; those of the whole hospital are more.
    expect(next([nurses], [role("nurse", "hospital")])).toContain("nurses alerted next nurses,");
  });
  test("names persons who are called, and the patient's nurse by her name where she has one", () => {
    const calls: Party[] = [
      { who: "patients_nurse", staffId: "7", name: "Aoife Keane" },
      { who: "person", staffId: "8", name: "Dr Singh" },
    ];
    const nextCalls: Party[] = [{ who: "patients_nurse", staffId: null, name: null }, role("doctor", "hospital")];
    expect(textOf(draw(anAlert({ calls, nextCalls }))).replaceAll(/[\u2068\u2069]/g, "")).toContain(
      "Aoife Keane and Dr Singh alerted next the patient's nurse and doctors,",
    );
  });
  test("says that nobody was on duty for a step that was left at once, while it still calls", () => {
    expect(textOf(draw(anAlert({ skipped: 1 })))).toContain("nobody on duty there: called on at once");
    expect(textOf(draw(anAlert()))).not.toContain("nobody on duty");
    expect(textOf(draw(anAnsweredAlert({ skipped: 1 })))).not.toContain("nobody on duty");
  });
  test("leads staff to all that there is of it", () => {
    expect(draw(anAlert())).toContain(`href="/alerts/12"`);
  });
  test("marks what only clinicians answer, for the stylesheet to hide an operator's buttons", () => {
    expect(draw(anAlert())).toContain(`data-clinical=""`);
    expect(draw(anAlert({ clinical: false }))).not.toContain("data-clinical");
  });
});

describe("a row about several causes", () => {
  const draw = (causes: AlertCause[], changed: Partial<AlertRow> = {}) =>
    drawAlerts([anAlert({ causes, ...changed })], aContext()).html;
  const saturation = aCause("spo2:low", { priority: "high" });
  const pulse = aCause("heartRate:high", { value: 131, limit: 120 });
  const score = aCause("news2", { reason: "news2_medium", value: 6, limit: 5 });
  const items = (html: string) => [...html.matchAll(/<li( class="ended")?>(.*?)<\/li>/g)].map(([item]) => item);

  test("is one row, named by the first of them, the others below it", () => {
    const html = draw([saturation, pulse, score]);
    expect(html.match(/class="alert /g)).toHaveLength(1);
    expect(html).toMatch(/<h3 class="what"><a [^>]*>SpO₂ 84\u00a0% below 88<\/a> <small class="judged">/);
    expect(items(html).map(textOf)).toEqual(["HR 131 /min above 120", "NEWS2 6: urgent response"]);
  });
  test("strikes out one that has ended, and says so: colour and line alone say nothing to who cannot see them", () => {
    const html = draw([saturation, { ...pulse, active: false }]);
    const [ended = ""] = items(html);
    expect(ended).toMatch(/^<li class="ended"><s>HR 131\u00a0\/min above 120<\/s> ended<\/li>$/);
    expect(draw([saturation, pulse])).not.toContain("<s>");
  });
  test("has no list of others where there is only one, or none that is told apart", () => {
    expect(draw([saturation])).not.toContain(`class="causes"`);
    expect(draw([])).not.toContain(`class="causes"`);
  });
  test("is one call: one button, one timer", () => {
    const html = draw([saturation, pulse, score]);
    expect(html.match(/acknowledgement/g)).toHaveLength(1);
    expect(html.match(/data-until=""/g)).toHaveLength(1);
  });
});

describe("a row that somebody has in hand", () => {
  const draw = (changed: Partial<AlertRow>) => drawAlerts([anAnsweredAlert(changed)], aContext()).html;
  const owner = (is: Owner["is"], until: Date | null = ago(-300)): Owner => ({
    ...{ staffId: "8", name: "Dr Singh", is, until },
  });

  test("says who is on the way, and until when that holds", () => {
    const html = draw({ owner: owner("on_the_way") });
    expect(textOf(html)).toMatch(/Dr Singh is on the way until 10:23/);
    expect(html).toContain(`class="owner on_the_way"`);
  });
  test("says who was asked to take over: nobody should think that they have it", () => {
    const html = draw({ owner: owner("asked") });
    expect(textOf(html)).toMatch(/Acknowledged Aoife Keane\s?, 10:17 Dr Singh was asked to take over, until 10:23/);
    expect(html).toContain(`class="owner asked"`);
  });
  test("does not say twice who has it", () => {
    expect(draw({ owner: owner("has_it", null) })).not.toContain("Dr Singh");
  });
  test("whose cause has ended counts down to its closing, and can be closed before", () => {
    const html = draw({ causeActive: false, settleAt: ago(-40) });
    expect(textOf(html)).toContain("cause ended, closes at 10:19");
    expect(html).toMatch(/closes <time[^>]*data-until=""/);
    expect(html).toContain(`action="/alerts/12/resolution"`);
    expect(textOf(html)).not.toContain("Closes when the cause ends");
  });
  test("can be said to be on the way to by one press, while nobody is", () => {
    const html = drawAlerts([anAlert()], aContext({ wardId: "W1" })).html;
    expect(html).toContain(`<form id="way-form-12" class="do way" method="post" action="/alerts/12/owner">`);
    expect(html).toMatch(/name="minutes" value="5"/);
    expect(valuesOf("name", html)).toEqual(["ward", "ward", "minutes"]);
    expect(draw({})).not.toContain("way-form");
    // What has ended nobody needs to hurry to.
    expect(drawAlerts([anAlert({ state: "latched", causeActive: false })], aContext()).html).not.toContain("way-form");
  });
});

describe("a row says besides", () => {
  const said = (changed: Partial<AlertRow>) => textOf(drawAlerts([anAlert(changed)], aContext()).html);

  test("until when it is silent, and how long that still is", () => {
    const html = drawAlerts([anAlert({ quietUntil: ago(-600) })], aContext()).html;
    expect(textOf(html)).toMatch(/Silent until 10:28\s?, 10:28 left/);
    expect(html.match(/<span class="quiet">.*?<\/span>/)?.[0]).toMatch(/data-until=""/);
    expect(said({})).not.toContain("Silent");
  });
  test("how many notes there are", () => {
    expect(said({ notes: 1 })).toContain("1 note");
    expect(said({ notes: 3 })).toContain("3 notes");
    expect(said({})).not.toContain("note");
  });
  test("how often somebody called again, which is no coming back", () => {
    const fall = { kind: "called", cause: "fall", title: "Fall", sign: null } as const;
    expect(said({ ...fall, repeats: 1 })).toContain("called for once more");
    expect(said({ ...fall, repeats: 2 })).toContain("called for 2 times more");
    expect(said({ repeats: 1 })).toContain("came back once");
  });
  test("that its cause has ended and nobody answered", () => {
    const html = said({ state: "latched", causeActive: false, escalateAt: null, nextCalls: [] });
    expect(html).toContain("Cause ended, nobody answered");
    expect(html).not.toContain("called");
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
