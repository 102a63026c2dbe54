import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NewAlert, newAlert, transition } from "../src/domain/alert-life.ts";
import {
  type Alert,
  alertStates,
  type Change,
  type Command,
  calledKinds,
  isCalledKind,
  isTold,
  ladderFor,
  priorities,
  priorityRank,
  type Transition,
} from "../src/domain/alerts.ts";
import { defaultLadders, everyoneAtOnce } from "../src/domain/escalation.ts";

const t0 = new Date("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
const ward = { staffId: "7", name: "Nurse Murphy" };
const other = { staffId: "8", name: "Dr Singh" };

/** A limit of a continuous sign was crossed: medium, an on-delay of 15 s, an answer that lapses. */
const limit: NewAlert = {
  kind: "clinical",
  priority: "medium",
  lapses: true,
  ladder: defaultLadders.medium,
  onDelaySeconds: 15,
};
const score: NewAlert = { ...limit, lapses: false, onDelaySeconds: 0 };
const call: NewAlert = { ...score, kind: "called" };

const after = (alert: Alert, ...commands: (readonly [Command, number])[]): Alert =>
  commands.reduce((now, [command, seconds]) => {
    const done = transition(now, command, at(seconds));
    if (!done.ok) throw new Error(`refused: ${done.refusal.kind}`);
    return done.alert;
  }, alert);

const begin = (given: NewAlert) => newAlert(given, t0).alert;
const acknowledge: Command = { do: "acknowledge", by: ward };
const resolve: Command = { do: "resolve", by: ward, outcome: "attended" };
const end: Command = { do: "end_cause" };
const back: Command = { do: "return_cause" };
const worse: Command = { do: "worsen", priority: "high" };
const asBad: Command = { do: "worsen", priority: "medium" };
const better: Command = { do: "worsen", priority: "low" };

/** Each as it is 100 s after the limit was crossed: raised at 15 s, answered at 60 s, over at 90 s. */
const pending = begin(limit);
const raised = after(pending, [{ do: "raise" }, 15]);
const latched = after(raised, [end, 90]);
const acknowledged = after(raised, [acknowledge, 60]);
const resolved = after(acknowledged, [end, 90]);
const cancelled = after(pending, [end, 5]);
const calledAndRaised = begin(call);
const calledAndAcknowledged = after(calledAndRaised, [acknowledge, 60]);
const calledAndResolved = after(calledAndAcknowledged, [resolve, 90]);
const scoreAcknowledged = after(begin(score), [acknowledge, 60]);

/** What a command comes to, in one line: its steps, the refusal, or nothing. */
function told(done: Transition): string {
  if (!done.ok) return `refused: ${done.refusal.kind}`;
  return done.steps.map(({ event, from, to }) => `${event}: ${from} → ${to}`).join(", ") || "nothing";
}

type Row = readonly [
  sentence: string,
  alert: Alert,
  command: Command,
  seconds: number,
  comes: string,
  then?: Partial<Alert>,
];

const table: Record<string, readonly Row[]> = {
  "a pending alert": [
    ["is not raised before its on-delay is over", pending, { do: "raise" }, 14.999, "nothing"],
    [
      "is raised when its on-delay is over, and its ladder starts then",
      pending,
      { do: "raise" },
      15,
      "raised: pending → raised",
      { raisedAt: at(15), raiseAt: null, escalateAt: at(15 + 180), level: 0, escalations: 0 },
    ],
    [
      "is raised at once when a person measures the same",
      pending,
      { do: "confirm" },
      3,
      "raised: pending → raised",
      { raisedAt: at(3), escalateAt: at(183) },
    ],
    ["is not there for who would acknowledge it", pending, acknowledge, 10, "refused: not_found"],
    ["is not there for who would resolve it", pending, resolve, 10, "refused: not_found"],
    ["climbs no ladder", pending, { do: "escalate" }, 4000, "nothing"],
    ["has no answer that could lapse", pending, { do: "lapse" }, 4000, "nothing"],
    ["has no answer to be asked for again", pending, { do: "ask_again" }, 4000, "nothing"],
    [
      "is cancelled by a normal reading",
      pending,
      end,
      5,
      "cancelled: pending → cancelled",
      { causeActive: false, raiseAt: null, raisedAt: null },
    ],
    ["cannot come back before it went", pending, back, 5, "nothing"],
    [
      "that gets worse waits for the shorter on-delay",
      pending,
      worse,
      2,
      "worsened: pending → pending",
      { priority: "high", raiseAt: at(7), ladder: defaultLadders.high },
    ],
    [
      "that gets worse never waits longer than it would have",
      pending,
      worse,
      12,
      "worsened: pending → pending",
      { priority: "high", raiseAt: at(15) },
    ],
    ["that is as bad as before waits on", pending, asBad, 12, "worsened: pending → pending", { raiseAt: at(15) }],
    ["does not get milder", pending, better, 12, "nothing"],
  ],
  "a raised alert": [
    ["is not raised twice", raised, { do: "raise" }, 100, "nothing"],
    ["is not raised anew by a person's measurement", raised, { do: "confirm" }, 100, "nothing"],
    [
      "is acknowledged: its ladder stops and the answer holds for a quarter of an hour",
      raised,
      acknowledge,
      100,
      "acknowledged: raised → acknowledged",
      {
        acknowledgedAt: at(100),
        acknowledgedBy: ward,
        firstAcknowledgedAt: at(100),
        escalateAt: null,
        lapseAt: at(100 + 900),
      },
    ],
    ["is not resolved before somebody took it on", raised, resolve, 100, "refused: not_acknowledged"],
    ["does not escalate early", raised, { do: "escalate" }, 15 + 179.999, "nothing"],
    [
      "calls the doctor when nobody answered in time",
      raised,
      { do: "escalate" },
      15 + 180,
      "escalated: raised → raised",
      { level: 1, escalations: 1, escalateAt: at(15 + 540) },
    ],
    ["has no answer that could lapse", raised, { do: "lapse" }, 4000, "nothing"],
    ["is asked about already", raised, { do: "ask_again" }, 4000, "nothing"],
    [
      "latches when its cause ends before anybody answered, and climbs no further",
      raised,
      end,
      100,
      "latched: raised → latched",
      { causeActive: false, escalateAt: null },
    ],
    ["cannot come back while it is there", raised, back, 100, "nothing"],
    [
      "that gets worse climbs the steeper ladder from the level it reached",
      raised,
      worse,
      100,
      "worsened: raised → raised",
      { priority: "high", ladder: defaultLadders.high, level: 0, escalateAt: at(160), raisedAt: at(15) },
    ],
    [
      "that gets worse never calls later than it would have",
      raised,
      worse,
      190,
      "worsened: raised → raised",
      { priority: "high", escalateAt: at(195) },
    ],
    [
      "with a higher score of the same priority keeps its timer",
      raised,
      asBad,
      100,
      "worsened: raised → raised",
      { priority: "medium", escalateAt: at(195) },
    ],
    ["does not get milder", raised, better, 100, "nothing"],
  ],
  "a latched alert": [
    ["is not raised by a timer", latched, { do: "raise" }, 100, "nothing"],
    ["is not raised by a confirmation", latched, { do: "confirm" }, 100, "nothing"],
    [
      "closes with the answer it waited for",
      latched,
      acknowledge,
      100,
      "acknowledged: latched → acknowledged, resolved: acknowledged → resolved",
      {
        acknowledgedBy: ward,
        firstAcknowledgedAt: at(100),
        resolvedAt: at(100),
        resolvedBy: null,
        outcome: "cause_ended",
        lapseAt: null,
      },
    ],
    ["is acknowledged, not resolved", latched, resolve, 100, "refused: not_acknowledged"],
    ["climbs no further", latched, { do: "escalate" }, 4000, "nothing"],
    ["has no answer that could lapse", latched, { do: "lapse" }, 4000, "nothing"],
    ["is asked about already", latched, { do: "ask_again" }, 4000, "nothing"],
    ["ends only once", latched, end, 100, "nothing"],
    [
      "is active again when its cause returns, at the level it had reached",
      after(raised, [{ do: "escalate" }, 195], [end, 200]),
      back,
      300,
      "returned: latched → raised",
      { causeActive: true, repeats: 1, level: 1, escalateAt: at(300 + 360) },
    ],
    [
      "that returns worse has returned and is worse",
      latched,
      worse,
      100,
      "returned: latched → raised, worsened: raised → raised",
      { causeActive: true, repeats: 1, priority: "high", escalateAt: at(160) },
    ],
    [
      "that returns as bad as it was is active again",
      latched,
      asBad,
      100,
      "returned: latched → raised, worsened: raised → raised",
      { causeActive: true, repeats: 1, priority: "medium", escalateAt: at(280) },
    ],
    ["is not brought back by something milder that is no cause", latched, better, 100, "nothing"],
  ],
  "an acknowledged alert": [
    ["is not raised by a timer", acknowledged, { do: "raise" }, 100, "nothing"],
    ["is not raised by a confirmation", acknowledged, { do: "confirm" }, 100, "nothing"],
    [
      "tells the second one who was faster",
      acknowledged,
      { do: "acknowledge", by: other },
      100,
      "refused: already_acknowledged",
    ],
    ["does not close by saying so while its cause stands", acknowledged, resolve, 100, "refused: cause_persists"],
    ["climbs no ladder", acknowledged, { do: "escalate" }, 4000, "nothing"],
    ["keeps its answer for as long as it holds", acknowledged, { do: "lapse" }, 60 + 899.999, "nothing"],
    [
      "asks again when its answer has run out: unanswered, at the level reached",
      acknowledged,
      { do: "lapse" },
      60 + 900,
      "lapsed: acknowledged → raised",
      {
        acknowledgedAt: null,
        acknowledgedBy: null,
        firstAcknowledgedAt: at(60),
        lapseAt: null,
        escalateAt: at(960 + 180),
      },
    ],
    ["about a score never lapses by time", scoreAcknowledged, { do: "lapse" }, 90_000, "nothing"],
    ["that a person called never lapses", calledAndAcknowledged, { do: "lapse" }, 90_000, "nothing"],
    ["about a score is not asked again a moment after", scoreAcknowledged, { do: "ask_again" }, 100, "nothing"],
    [
      "about a score is asked again with the next observations",
      scoreAcknowledged,
      { do: "ask_again" },
      60 + 900,
      "lapsed: acknowledged → raised",
      { escalateAt: at(960 + 180) },
    ],
    [
      "closes by itself when its cause ends",
      acknowledged,
      end,
      100,
      "resolved: acknowledged → resolved",
      { resolvedAt: at(100), resolvedBy: null, outcome: "cause_ended", lapseAt: null },
    ],
    ["cannot come back while it is there", acknowledged, back, 100, "nothing"],
    [
      "that gets worse is asked again, on the steeper ladder",
      acknowledged,
      worse,
      100,
      "worsened: acknowledged → raised",
      { priority: "high", acknowledgedBy: null, lapseAt: null, escalateAt: at(160) },
    ],
    [
      "with a higher score of the same priority is asked again",
      scoreAcknowledged,
      asBad,
      100,
      "worsened: acknowledged → raised",
      { acknowledgedBy: null, escalateAt: at(280) },
    ],
    ["is not asked again for something milder", acknowledged, better, 100, "nothing"],
  ],
  "an alert that a person called": [
    ["is raised at once", calledAndRaised, { do: "raise" }, 0, "nothing", { state: "raised", raisedAt: t0 }],
    ["is taken on before it is closed", calledAndRaised, resolve, 100, "refused: not_acknowledged"],
    [
      "is closed by a person, who says how it ended",
      calledAndAcknowledged,
      resolve,
      100,
      "resolved: acknowledged → resolved",
      { resolvedAt: at(100), resolvedBy: ward, outcome: "attended", causeActive: false },
    ],
  ],
  "a resolved alert": [
    ["is not raised by a timer", resolved, { do: "raise" }, 4000, "nothing"],
    ["is not raised by a confirmation", resolved, { do: "confirm" }, 4000, "nothing"],
    ["is over for who would acknowledge it", resolved, acknowledge, 4000, "refused: already_resolved"],
    ["is over for who would resolve it", resolved, resolve, 4000, "refused: already_resolved"],
    ["that was called is over too", calledAndResolved, resolve, 4000, "refused: already_resolved"],
    ["climbs no ladder", resolved, { do: "escalate" }, 4000, "nothing"],
    ["has no answer that could lapse", resolved, { do: "lapse" }, 4000, "nothing"],
    ["is not asked about again", resolved, { do: "ask_again" }, 4000, "nothing"],
    ["ends only once", resolved, end, 4000, "nothing"],
    ["does not come back: a new one is raised", resolved, back, 4000, "nothing"],
    ["does not get worse: a new one is raised", resolved, worse, 4000, "nothing"],
  ],
  "a cancelled alert": [
    ["is not raised by a timer", cancelled, { do: "raise" }, 4000, "nothing"],
    ["is not raised by a confirmation", cancelled, { do: "confirm" }, 4000, "nothing"],
    ["never was there for who would acknowledge it", cancelled, acknowledge, 4000, "refused: not_found"],
    ["never was there for who would resolve it", cancelled, resolve, 4000, "refused: not_found"],
    ["climbs no ladder", cancelled, { do: "escalate" }, 4000, "nothing"],
    ["has no answer that could lapse", cancelled, { do: "lapse" }, 4000, "nothing"],
    ["is not asked about again", cancelled, { do: "ask_again" }, 4000, "nothing"],
    ["ends only once", cancelled, end, 4000, "nothing"],
    ["does not come back: a new one is raised", cancelled, back, 4000, "nothing"],
    ["does not get worse: a new one is raised", cancelled, worse, 4000, "nothing"],
  ],
};

for (const [kind, rows] of Object.entries(table))
  describe(kind, () => {
    for (const [sentence, alert, command, seconds, comes, then = {}] of rows)
      test(sentence, () => {
        const done = transition(alert, command, at(seconds));
        expect(told(done)).toBe(comes);
        if (comes === "nothing" && done.ok) expect(done.alert).toBe(alert);
        if (done.ok) expect(done.alert).toMatchObject(then);
      });
  });

test("the table has every command in every state", () => {
  const commands = new Set(Object.values(table).flatMap((rows) => rows.map(([, , command]) => command.do)));
  for (const state of alertStates) {
    const rows = Object.values(table).flat();
    const tried = new Set(rows.filter(([, alert]) => alert.state === state).map(([, , command]) => command.do));
    expect(tried, state).toEqual(commands);
  }
  expect(commands.size).toBe(10);
});

describe("the refusals of an answer", () => {
  test("who comes second hears the name and the time of the first", () => {
    const second = transition(acknowledged, { do: "acknowledge", by: other }, at(100));
    expect(second).toEqual({ ok: false, refusal: { kind: "already_acknowledged", by: "Nurse Murphy", at: at(60) } });
  });

  test("what a person has closed names them, what closed by itself names nobody", () => {
    expect(transition(calledAndResolved, acknowledge, at(100))).toMatchObject({
      refusal: { by: "Nurse Murphy", at: at(90) },
    });
    expect(transition(resolved, acknowledge, at(100))).toMatchObject({ refusal: { by: null, at: at(90) } });
  });
});

describe("an alert begins", () => {
  test("pending while its on-delay runs, and no board is told", () => {
    const { alert, steps } = newAlert(limit, t0);
    expect(alert).toMatchObject({ state: "pending", raiseAt: at(15), raisedAt: null, escalateAt: null });
    expect(steps).toEqual([{ event: "noticed", from: null, to: "pending" }]);
    expect(steps.filter(isTold)).toEqual([]);
  });

  test("raised at once where there is no on-delay", () => {
    const { alert, steps } = newAlert(score, t0);
    expect(alert).toMatchObject({ state: "raised", raiseAt: null, raisedAt: t0, escalateAt: at(180) });
    expect(steps).toEqual([{ event: "raised", from: null, to: "raised" }]);
  });

  test("no later than the pending alert it takes over from", () => {
    expect(newAlert({ ...limit, raiseBy: at(4) }, t0).alert.raiseAt).toEqual(at(4));
    expect(newAlert({ ...limit, raiseBy: at(40) }, t0).alert.raiseAt).toEqual(at(15));
    expect(newAlert({ ...limit, raiseBy: at(-1) }, t0).alert.state).toBe("raised");
  });

  test("a cardiac arrest calls everyone at once, other calls go by their priority", () => {
    for (const kind of Object.keys(calledKinds).filter(isCalledKind)) {
      const { priority } = calledKinds[kind];
      const expected = kind === "cardiac_arrest" ? everyoneAtOnce : defaultLadders[priority];
      expect(ladderFor("called", priority, kind)).toBe(expected);
    }
  });
});

describe("whatever happens to an alert", () => {
  const seconds = fc.integer({ min: 0, max: 400 });
  const priority = fc.constantFrom(...priorities);
  const anyCommand: fc.Arbitrary<Command> = fc.oneof(
    fc.constantFrom<Command>(
      { do: "raise" },
      { do: "confirm" },
      { do: "escalate" },
      { do: "lapse" },
      { do: "ask_again" },
      { do: "end_cause" },
      { do: "return_cause" },
      acknowledge,
      resolve,
    ),
    priority.map((p): Command => ({ do: "worsen", priority: p })),
  );
  const anyBegin: fc.Arbitrary<NewAlert> = fc
    .record({
      kind: fc.constantFrom("clinical", "called", "technical"),
      priority,
      lapses: fc.boolean(),
      onDelaySeconds: fc.constantFrom(0, 5, 15),
    })
    .map((given) => ({ ...given, ladder: ladderFor(given.kind, given.priority, null) }));

  /** The alert after each of the commands, refused and idle ones left out. */
  function walk(given: NewAlert, commands: readonly (readonly [Command, number])[]): Change[] {
    let now = t0;
    const walked: Change[] = [newAlert(given, now)];
    for (const [command, wait] of commands) {
      now = new Date(now.getTime() + wait * 1000);
      const done = transition(walked.at(-1)?.alert ?? raised, command, now);
      if (done.ok) walked.push(done);
    }
    return walked;
  }
  const walks = fc.tuple(anyBegin, fc.array(fc.tuple(anyCommand, seconds), { maxLength: 40 }));
  const onWalks = (check: (walked: readonly Change[]) => void) =>
    fc.assert(
      fc.property(walks, ([given, commands]) => check(walk(given, commands))),
      { numRuns: 500 },
    );

  test("its timers are those of its state and no others", () => {
    onWalks((walked) => {
      for (const { alert } of walked) {
        const { state, raiseAt, escalateAt, lapseAt } = alert;
        expect(raiseAt !== null).toBe(state === "pending");
        expect(escalateAt !== null).toBe(state === "raised");
        expect(lapseAt !== null).toBe(state === "acknowledged" && alert.lapses);
      }
    });
  });

  test("an acknowledged one says who and when, an unanswered one nobody, and the first answer is kept", () => {
    onWalks((walked) => {
      let first: Date | null = null;
      for (const { alert } of walked) {
        const answered = alert.acknowledgedAt !== null && alert.acknowledgedBy !== null;
        if (alert.state === "acknowledged") expect(answered).toBe(true);
        if (alert.state === "raised" || alert.state === "latched" || alert.state === "pending") {
          expect(alert.acknowledgedAt).toBeNull();
          expect(alert.acknowledgedBy).toBeNull();
        }
        first ??= alert.firstAcknowledgedAt;
        expect(alert.firstAcknowledgedAt).toEqual(first);
      }
    });
  });

  test("a resolved or cancelled one never changes again", () => {
    onWalks((walked) => {
      const over = walked.findIndex(({ alert }) => alert.state === "resolved" || alert.state === "cancelled");
      if (over < 0) return;
      for (const later of walked.slice(over + 1)) {
        expect(later.steps).toEqual([]);
        expect(later.alert).toBe(walked[over]?.alert);
      }
    });
  });

  test("its level, its count of calls and its urgency never fall", () => {
    onWalks((walked) => {
      walked.slice(1).forEach(({ alert }, index) => {
        const before = walked[index]?.alert ?? alert;
        expect(alert.level).toBeGreaterThanOrEqual(before.level);
        expect(alert.escalations).toBeGreaterThanOrEqual(before.escalations);
        expect(alert.repeats).toBeGreaterThanOrEqual(before.repeats);
        expect(priorityRank[alert.priority]).toBeLessThanOrEqual(priorityRank[before.priority]);
      });
    });
  });

  test("its cause stands while it is pending, raised or acknowledged, and only then", () => {
    onWalks((walked) => {
      for (const { alert } of walked)
        expect(alert.causeActive).toBe(["pending", "raised", "acknowledged"].includes(alert.state));
    });
  });

  test("its steps join without a gap, and where there is none nothing changed", () => {
    onWalks((walked) => {
      let state: string | null = null;
      walked.forEach(({ alert, steps }, index) => {
        for (const { from, to } of steps) {
          expect(from).toBe(state);
          state = to;
        }
        expect(alert.state).toBe(state);
        if (steps.length === 0) expect(alert).toBe(walked[index - 1]?.alert);
      });
    });
  });

  test("getting worse never puts off a call that was due", () => {
    onWalks((walked) => {
      walked.slice(1).forEach(({ alert, steps }, index) => {
        const before = walked[index]?.alert;
        if (before?.state !== "raised" || steps[0]?.event !== "worsened") return;
        expect(alert.escalateAt?.getTime()).toBeLessThanOrEqual(before.escalateAt?.getTime() ?? 0);
      });
    });
  });
});
