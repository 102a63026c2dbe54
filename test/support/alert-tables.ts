import { describe, expect, test } from "vitest";
import { type NewAlert, newAlert, transition } from "../../src/domain/alert-life.ts";
import {
  type Alert,
  type AlertState,
  type Answerer,
  alertStates,
  type Command,
  type Quiet,
  type Transition,
} from "../../src/domain/alerts.ts";
import { defaultLadders } from "../../src/domain/escalation.ts";

/** Alerts for decision tables, each as it is 100 s after it was raised, and what a command comes to in one line. */
export const t0 = new Date("2026-11-23T10:00:00Z");
export const at = (seconds: number) => new Date(t0.getTime() + seconds * 1000);

export const nora = { staffId: "7", name: "Nurse Murphy" };
export const singh = { staffId: "8", name: "Dr Singh" };

/** A limit of a continuous sign was crossed: medium, and an answer to it lapses. */
export const limit: NewAlert = {
  kind: "clinical",
  priority: "medium",
  lapses: true,
  ladder: defaultLadders.medium,
  emptySteps: new Set(),
  quiet: null,
};
export const score: NewAlert = { ...limit, lapses: false };
export const call: NewAlert = { ...score, kind: "called" };

export const begin = (given: NewAlert) => newAlert(given, t0).alert;
export const after = (alert: Alert, ...commands: (readonly [Command, number])[]): Alert =>
  commands.reduce((now, [command, seconds]) => {
    const done = transition(now, command, at(seconds));
    if (!done.ok) throw new Error(`refused: ${done.refusal.kind}`);
    return done.alert;
  }, alert);

export const acknowledge = { do: "acknowledge", by: nora, on: "board" } as const satisfies Command;
export const onTheWay = (untilSeconds: number, by: Answerer = nora): Command => ({
  ...{ do: "take_on", by, on: "alert", until: at(untilSeconds) },
});
export const isWithIt: Command = { do: "take_on", by: singh, on: "alert", until: null };
export const handOver: Command = { do: "hand_over", to: singh };
export const resolve = { do: "resolve", by: nora, outcome: "attended" } as const satisfies Command;
export const undo = { do: "undo", by: nora } as const satisfies Command;
export const silence = (untilSeconds: number, priority: Quiet["priority"] = "medium"): Command => ({
  ...{ do: "quiet", quiet: { until: at(untilSeconds), priority } },
});
export const sound: Command = { do: "quiet", quiet: null };
export const endOne: Command = { do: "end_cause", last: false, settleSeconds: 60 };
export const end: Command = { do: "end_cause", last: true, settleSeconds: 60 };
export const endAtOnce: Command = { do: "end_cause", last: true, settleSeconds: 0 };
export const back: Command = { do: "return_cause" };
export const worsen = (priority: Alert["priority"], ...empty: number[]): Command => ({
  ...{ do: "worsen", priority, ladder: defaultLadders[priority], emptySteps: new Set(empty) },
});
export const join = (priority: Alert["priority"], lapses = true): Command => ({
  ...{ do: "join", priority, lapses, ladder: defaultLadders[priority], emptySteps: new Set() },
});

export const raised = begin(limit);
export const latched = after(raised, [end, 90]);
export const acknowledged = after(raised, [acknowledge, 60]);
export const coming = after(raised, [onTheWay(400), 60]);
export const asked = after(acknowledged, [handOver, 90]);
export const settling = after(acknowledged, [end, 90]);
export const resolved = after(settling, [{ do: "settle" }, 150]);
export const silent = after(raised, [silence(600), 60]);
export const scoreAcknowledged = after(begin(score), [acknowledge, 60]);
export const calledAndRaised = begin(call);
export const calledAndAcknowledged = after(calledAndRaised, [acknowledge, 60]);
export const calledAndResolved = after(calledAndAcknowledged, [resolve, 90]);

/** What a command comes to, in one line: its steps, the refusal, or nothing. */
export function told(done: Transition): string {
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
export type Table = Record<string, readonly Row[]>;

export function testTable(table: Table): void {
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
}

/** Who gives a command: a command that is added must be added to a table. */
const givenBy = {
  ...({ acknowledge: "person", take_on: "person", hand_over: "person", note: "person", resolve: "person" } as const),
  ...({ undo: "person", call_next: "person", repeat: "person", quiet: "person" } as const),
  ...({ escalate: "rule", lapse: "rule", settle: "rule", ask_again: "rule", recall: "rule" } as const),
  ...({ end_cause: "rule", return_cause: "rule", join: "rule", worsen: "rule", close: "rule", move: "rule" } as const),
} satisfies Record<Command["do"], "person" | "rule">;

export function testEveryCommandInEveryState(
  table: Table,
  by: "person" | "rule",
  states: readonly AlertState[] = alertStates,
): void {
  const commands = Object.entries(givenBy).flatMap(([command, giver]) => (giver === by ? [command] : []));
  test.each(states)("the table has every command in the state %s", (state) => {
    const rows = Object.values(table).flat();
    const tried = rows.filter(([, alert]) => alert.state === state).map(([, , command]) => command.do);
    expect([...new Set<string>(tried)].sort()).toEqual([...commands].sort());
  });
}
