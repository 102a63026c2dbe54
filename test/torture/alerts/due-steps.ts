import type { Ladder } from "../../../src/domain/escalation.ts";
import type { Life } from "../two-servers.ts";

/** While a process lives a step may come so late; where none did, so long after one is there again. */
const lateMillisMax = 2_000;
const lateAfterRestartMillisMax = 5_000;

export interface Climb {
  readonly alertId: string;
  readonly ladder: Ladder;
  /** When it was raised, in milliseconds. */
  readonly raisedAt: number;
  /** The levels at which nobody is there to be called: the ladder goes on at once, but for the last. */
  readonly empty: ReadonlySet<number>;
  readonly steps: readonly TakenStep[];
}

export interface TakenStep {
  /** As its history has it. */
  readonly decidedAt: number;
  /** By the database's clock, just before the commit. */
  readonly toldAt: number;
  readonly level: number;
}

export interface Judgement {
  steps: number;
  missed: number;
  early: number;
  /** Not the level that was its turn: a step that was taken twice, or left out. */
  wrongLevel: number;
  tooLate: number;
  /** Milliseconds late, of steps that were due while the process lived that was still there when they were taken. */
  readonly late: number[];
  /** Milliseconds after a process was there again, of the others. */
  readonly lateAfterRestart: number[];
}

/** Holds what was told against when it was due by the ladder, reckoned here anew. */
export function judge(climbs: readonly Climb[], lives: readonly Life[], endedAt: number): Judgement {
  const judged: Judgement = {
    ...{ steps: 0, missed: 0, early: 0, wrongLevel: 0, tooLate: 0 },
    late: [],
    lateAfterRestart: [],
  };
  for (const { ladder, raisedAt, empty, steps } of climbs) {
    const offsets = ladder.steps.map(
      ({ afterSeconds }) => (afterSeconds - (ladder.steps[0]?.afterSeconds ?? 0)) * 1000,
    );
    const last = offsets.length - 1;
    const repeatMillis = ladder.repeatSeconds * 1000;
    let due = raisedAt + (offsets[1] ?? repeatMillis);
    let level = 0;
    for (const step of steps) {
      judged.steps += 1;
      if (Math.min(step.decidedAt, step.toldAt) < due) judged.early += 1;
      if (step.toldAt > deadline(due, lives)) judged.tooLate += 1;
      if (step.level !== Math.min(level + 1, last)) judged.wrongLevel += 1;
      noteLateness(judged, due, step.toldAt, lives);
      level = Math.min(level + 1, last);
      const toNext = offsets[level + 1];
      if (toNext === undefined)
        due += repeatMillis * (1 + Math.max(0, Math.floor((step.decidedAt - due) / repeatMillis)));
      else due = empty.has(level) ? step.decidedAt : due + toNext - (offsets[level] ?? 0);
    }
    if (deadline(due, lives) <= endedAt) judged.missed += 1;
  }
  return judged;
}

/** The first moment at which a process has been there for as long as it may take; never, where each was killed before. */
export function deadline(due: number, lives: readonly Life[]): number {
  const ends = lives.map(({ from, until }) => {
    const end = from <= due ? due + lateMillisMax : from + lateAfterRestartMillisMax;
    return end <= until ? end : Number.POSITIVE_INFINITY;
  });
  return Math.min(...ends);
}

function noteLateness(judged: Judgement, due: number, at: number, lives: readonly Life[]): void {
  if (lives.some(({ from, until }) => from <= due && at <= until)) judged.late.push(at - due);
  else {
    const since = lives.filter(({ from, until }) => from > due && at <= until).map(({ from }) => from);
    judged.lateAfterRestart.push(Math.max(0, at - Math.min(at, ...since)));
  }
}
