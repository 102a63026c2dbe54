import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NewAlert, newAlert, transition } from "../src/domain/alert-life.ts";
import {
  type Alert,
  alertKinds,
  type Change,
  type Command,
  isWorse,
  priorities,
  priorityRank,
  undoSeconds,
} from "../src/domain/alerts.ts";
import { defaultLadder } from "../src/domain/escalation.ts";
import { nora, singh, t0 } from "./support/alert-tables.ts";

/** Random walks: whatever people, rules and timers do to an alert, in whatever order and at whatever time. */
const priority = fc.constantFrom(...priorities);
const person = fc.constantFrom(nora, singh);
const wait = fc.constantFrom(0, 1, 3, 5, 8, 10, 11, 30, 60, 65, 180, 400, 1000);
const emptySteps = fc.subarray([0, 1, 2, 3]).map((levels) => new Set(levels));

/** A command that may depend on when it is given. */
type Order = (now: Date) => Command;
const inSeconds = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
const ladderOf = (of: Alert["priority"]) => defaultLadder("clinical", of, null);

const order = <T>(from: fc.Arbitrary<T>, command: (value: T, now: Date) => Command): fc.Arbitrary<Order> =>
  from.map((value) => (now) => command(value, now));

const minutesAway = fc.option(fc.integer({ min: 1, max: 90 }));
const byPeople = fc.oneof(
  order(person, (by) => ({ do: "acknowledge", by, on: "board" })),
  order(fc.tuple(person, minutesAway), ([by, minutes], now) => {
    return { do: "take_on", by, on: "alert", until: minutes === null ? null : inSeconds(now, minutes * 60) };
  }),
  order(person, (to) => ({ do: "hand_over", to })),
  order(person, (by) => ({ do: "resolve", by, outcome: "attended" })),
  { weight: 2, arbitrary: order(person, (by) => ({ do: "undo", by })) },
  order(fc.tuple(priority, fc.integer({ min: -60, max: 900 })), ([covered, seconds], now) => {
    return { do: "quiet", quiet: { until: inSeconds(now, seconds), priority: covered } };
  }),
  order(fc.constantFrom("note", "repeat", "call_next"), (simple) => ({ do: simple })),
  order(fc.constant(null), (quiet) => ({ do: "quiet", quiet })),
);
const someEmpty = fc.uniqueArray(fc.nat(3)).map((steps) => new Set(steps));
const byRules = fc.oneof(
  order(fc.constantFrom("escalate", "lapse", "settle", "ask_again", "recall", "return_cause"), (simple) => ({
    do: simple,
  })),
  order(fc.constantFrom(60, 0), (settleSeconds) => ({ do: "end_cause", last: true, settleSeconds })),
  order(fc.constant(60), (settleSeconds) => ({ do: "end_cause", last: false, settleSeconds })),
  order(fc.tuple(priority, someEmpty), ([worse, emptySteps]) => {
    return { do: "worsen", priority: worse, ladder: ladderOf(worse), emptySteps };
  }),
  order(fc.tuple(priority, fc.boolean(), someEmpty), ([its, lapses, emptySteps]) => {
    return { do: "join", priority: its, lapses, ladder: ladderOf(its), emptySteps };
  }),
);
const rarely = order(fc.constant(null), () => ({ do: "close" }));
const anyOrder = fc.oneof(
  { weight: 50, arbitrary: byPeople },
  { weight: 50, arbitrary: byRules },
  { weight: 1, arbitrary: rarely },
);

const anyBegin: fc.Arbitrary<NewAlert> = fc
  .record({ kind: fc.constantFrom(...alertKinds), priority, lapses: fc.boolean(), emptySteps })
  .map((given) => ({ ...given, quiet: null, ladder: defaultLadder(given.kind, given.priority, null) }));

interface Walked extends Change {
  readonly now: Date;
  /** Null: it began. */
  readonly command: Command | null;
}

/** The alert after each of the commands, refused ones left out. Who is on duty changes as it goes. */
function walk(given: NewAlert, orders: readonly (readonly [Order, number, ReadonlySet<number> | null])[]): Walked[] {
  let now = t0;
  const begun = newAlert(given, now);
  let alert = begun.alert;
  const walked: Walked[] = [{ ...begun, now, command: null }];
  for (const [order, seconds, onDuty] of orders) {
    now = inSeconds(now, seconds);
    alert = onDuty ? { ...alert, emptySteps: onDuty } : alert;
    const command = order(now);
    const done = transition(alert, command, now);
    if (!done.ok) continue;
    if (done.steps.length === 0) expect(done.alert).toBe(alert);
    alert = done.alert;
    walked.push({ alert, steps: done.steps, now, command });
  }
  return walked;
}

const anyWalk = fc.tuple(
  anyBegin,
  fc.array(fc.tuple(anyOrder, wait, fc.option(emptySteps, { freq: 8 })), { maxLength: 40, size: "max" }),
);
const onWalks = (check: (walked: readonly Walked[]) => void, numRuns = 400) =>
  fc.assert(
    fc.property(anyWalk, ([given, orders]) => check(walk(given, orders))),
    { numRuns },
  );
/** Each place of a walk with the alert as it was before. */
const onSteps = (check: (after: Walked, before: Alert) => void) =>
  onWalks((walked) => {
    for (const [index, after] of walked.entries()) if (index > 0) check(after, walked[index - 1]?.alert ?? after.alert);
  });

describe("whatever happens to an alert", () => {
  test("an open one is somebody's: the ladder's, an answerer's, or listed with its cause over", () => {
    onWalks((walked) => {
      for (const { alert } of walked) {
        const { state, causeActive, escalateAt, acknowledgedAt, acknowledgedBy, owner, settleAt } = alert;
        if (state === "raised") expect([causeActive, escalateAt]).toEqual([true, expect.any(Date)]);
        if (state === "latched") expect(causeActive).toBe(false);
        if (state === "acknowledged") {
          expect([acknowledgedAt, acknowledgedBy, owner]).not.toContain(null);
          expect(causeActive || settleAt !== null).toBe(true);
        }
      }
    });
  });

  test("its times are those of its state and no others", () => {
    onWalks((walked) => {
      for (const { alert } of walked) {
        const { state, causeActive, escalateAt, lapseAt, settleAt, resolvedAt, outcome, lapses, owner } = alert;
        const answered = state === "acknowledged";
        expect(escalateAt !== null).toBe(state === "raised");
        expect(lapseAt !== null).toBe(answered && causeActive && (lapses || owner?.until !== null));
        expect(settleAt !== null).toBe(answered && !causeActive);
        expect([resolvedAt !== null, outcome !== null]).toEqual(Array(2).fill(state === "resolved"));
        if (state === "resolved") expect([causeActive, alert.quiet]).toEqual([false, null]);
      }
    });
  });

  test("an unanswered one names nobody, and the first answer is kept but for its undoing", () => {
    onSteps(({ alert, steps }, before) => {
      if (alert.state === "raised" || alert.state === "latched") {
        const { acknowledgedAt, acknowledgedBy, acknowledgedOn, owner } = alert;
        expect([acknowledgedAt, acknowledgedBy, acknowledgedOn, owner]).toEqual([null, null, null, null]);
      }
      if (before.firstAcknowledgedAt && !steps.some(({ event }) => event === "undone"))
        expect(alert.firstAcknowledgedAt).toEqual(before.firstAcknowledgedAt);
    });
  });

  test("a resolved one never returns, but for its own answerer within ten seconds", () => {
    onSteps(({ alert, steps, now, command }, before) => {
      if (before.state !== "resolved" || alert.state === "resolved") return;
      expect(steps.map(({ event }) => event)).toEqual(["undone"]);
      const closedBy = before.resolvedBy ?? before.acknowledgedBy;
      expect(command).toMatchObject({ do: "undo", by: closedBy });
      expect(now.getTime() - (before.resolvedAt?.getTime() ?? 0)).toBeLessThanOrEqual(undoSeconds * 1000);
      expect(["latched", "acknowledged"]).toContain(alert.state);
    });
  });

  test("nothing but its undoing or a note happens to a resolved one", () => {
    onSteps(({ steps }, before) => {
      if (before.state !== "resolved") return;
      for (const { event } of steps) expect(["undone", "noted"]).toContain(event);
    });
  });

  test("an answer is taken back by who gave it, and nobody else, within ten seconds of it", () => {
    onSteps(({ command, now, steps }, before) => {
      if (command?.do !== "undo") return;
      expect(steps.map(({ event }) => event)).toEqual(["undone"]);
      expect(before.undo?.byStaffId).toBe(command.by.staffId);
      expect(now.getTime() - (before.undo?.at.getTime() ?? 0)).toBeLessThanOrEqual(undoSeconds * 1000);
    });
  });

  test("its level, its counts and its urgency never fall", () => {
    onSteps(({ alert }, before) => {
      for (const count of ["level", "escalations", "skipped", "repeats"] as const)
        expect(alert[count], count).toBeGreaterThanOrEqual(before[count]);
      expect(priorityRank[alert.priority]).toBeLessThanOrEqual(priorityRank[before.priority]);
      expect(alert.raisedAt).toBe(before.raisedAt);
      expect(alert.lapses || !before.lapses).toBe(true);
    });
  });

  test("its ladder is that of its urgency", () => {
    onSteps(({ alert }, before) => {
      const same = alert.priority === before.priority;
      expect(alert.ladder).toBe(same ? before.ladder : ladderOf(alert.priority));
    });
  });

  test("its steps join without a gap", () => {
    onWalks((walked) => {
      let state: string | null = null;
      for (const { alert, steps } of walked) {
        for (const { from, to } of steps) {
          expect(from).toBe(state);
          state = to;
        }
        expect(alert.state).toBe(state);
      }
    });
  });

  test("no timer comes before its time", () => {
    onSteps(({ command, steps, now }, before) => {
      if (steps.length === 0) return;
      if (command?.do === "escalate") expect(before.escalateAt?.getTime()).toBeLessThanOrEqual(now.getTime());
      if (command?.do === "lapse") expect(before.lapseAt?.getTime()).toBeLessThanOrEqual(now.getTime());
      if (command?.do === "settle") expect(before.settleAt?.getTime()).toBeLessThanOrEqual(now.getTime());
    });
  });

  test("only a silence puts off a call that was due, and it never does so for something worse than it covers", () => {
    onSteps(({ alert, steps, command, now }, before) => {
      if (
        before.state === "raised" &&
        alert.state === "raised" &&
        command?.do !== "escalate" &&
        command?.do !== "call_next"
      )
        if (command?.do !== "quiet" && !(before.quiet && !alert.quiet))
          expect(alert.escalateAt?.getTime()).toBeLessThanOrEqual(before.escalateAt?.getTime() ?? 0);
      if (alert.quiet) expect(isWorse(alert.priority, alert.quiet.priority)).toBe(false);
      if (alert.quiet && alert.quiet.until > now && steps.length > 0 && alert.state === "raised")
        expect(alert.escalateAt?.getTime()).toBeGreaterThanOrEqual(alert.quiet.until.getTime());
    });
  });

  test("nobody who has answered is asked again but for time, something as bad, or somebody's call", () => {
    onSteps(({ alert, steps }, before) => {
      if (before.state !== "acknowledged" || alert.state !== "raised") return;
      expect(steps).toHaveLength(1);
      expect(["lapsed", "worsened", "joined", "repeated", "undone"]).toContain(steps[0]?.event);
    });
  });

  test("no rule and no timer closes what nobody has answered, but for the patient's leaving", () => {
    onSteps(({ alert, command }, before) => {
      if (alert.state !== "resolved" || before.state === "acknowledged" || before.state === "resolved") return;
      if (alert.outcome !== "patient_left") expect(["acknowledge", "take_on"]).toContain(command?.do);
    });
  });

  test("walks go everywhere: each command makes a step, and each state is left", () => {
    const taken = new Set<string>();
    onWalks((walked) => {
      for (const { command, steps } of walked)
        for (const { from, to } of steps) taken.add(command?.do ?? "begin").add(`${from} → ${to}`);
    }, 5000);
    expect(taken).toEqual(new Set([...taken, ...everyStep]));
  });
});

/** What the walks above have to have tried, so that none of them holds only because it never came there. */
const everyStep = [
  ...["acknowledge", "take_on", "hand_over", "note", "resolve", "undo", "call_next", "repeat", "quiet", "escalate"],
  ...["lapse", "settle", "ask_again", "recall", "end_cause", "return_cause", "join", "worsen", "close"],
  ...["raised → acknowledged", "raised → latched", "raised → resolved", "latched → raised", "latched → acknowledged"],
  ...["acknowledged → raised", "acknowledged → resolved", "acknowledged → latched", "resolved → acknowledged"],
  ...["resolved → latched"],
];
