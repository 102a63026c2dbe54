import { assess, type Decision, type OpenCause } from "./assessment.ts";
import { hysteresisOf, type SignRule } from "./limits.ts";
import type { ReadingSource } from "./reading-sources.ts";
import type { Sign } from "./vitals.ts";

/** A reading that counted when it came. */
export interface PastReading {
  readonly at: Date;
  readonly value: number;
  readonly source: ReadingSource;
}

/** A call that a rule would have made for a patient. */
export interface WouldCall {
  readonly side: "low" | "high";
  readonly at: Date;
  /** When what it was about was over; null: not within the readings. */
  endedAt: Date | null;
}

type Side = WouldCall["side"];
interface Standing {
  readonly open: OpenCause;
  /** Null while its on-delay runs. */
  readonly call: WouldCall | null;
  /** It has ended, and is closed then if it does not come back. */
  readonly closesAt: Date | null;
}

/**
 * One patient's past under one rule for one sign, reading by reading, judged by the very code that judges what comes in
 * (`assess`). Everything is taken for answered at once: what has ended is closed when its time to come back has passed, so
 * that a call nobody answered does not swallow those after it.
 */
export class Rehearsal {
  readonly calls: WouldCall[] = [];
  readonly #sign: Sign;
  readonly #rule: SignRule;
  readonly #standing = new Map<Side, Standing>();

  constructor(sign: Sign, rule: SignRule) {
    this.#sign = sign;
    this.#rule = rule;
  }

  /** Readings come in the order of their time. */
  take({ at, value, source }: PastReading): void {
    this.pass(at);
    const sign = this.#sign;
    const openCauses = [...this.#standing.values()].map(({ open }) => open);
    const current = { [sign]: { value, freshness: "live", source } } as const;
    // Its score is no rule of this sign.
    const picture = {
      current,
      limits: { [sign]: this.#rule },
      spo2Scale: 1,
      news2Exclusion: "under_16",
      openCauses,
    } as const;
    for (const decision of assess(picture, new Set([sign]))) this.#carryOut(decision, at);
  }

  /** Time passes until then: what waited is called, what was over is closed. */
  pass(until: Date): void {
    for (const [side, { open, call, closesAt }] of this.#standing) {
      if (closesAt !== null && closesAt <= until) this.#standing.delete(side);
      else if (call === null && open.raiseAt !== null && open.raiseAt <= until) this.#call(side, open, open.raiseAt);
    }
  }

  #carryOut(decision: Decision, at: Date): void {
    const side = sideOf(decision.cause);
    if (side === null) return;
    const standing = this.#standing.get(side);
    if (decision.do === "end") this.#end(side, standing, at, decision.settleSeconds);
    else if (decision.do === "raise") {
      const raiseAt = earlier(after(at, decision.onDelaySeconds), decision.raiseBy);
      this.#found(side, { ...opened(decision, decision.cause), raiseAt }, at);
    } else if (decision.do !== "ask_again" && standing) {
      const { open, call } = standing;
      const found = { ...open, ...opened(decision, open.cause), state: open.state } satisfies OpenCause;
      if (call !== null) {
        call.endedAt = null;
        this.#standing.set(side, { open: found, call, closesAt: null });
      } else this.#found(side, { ...found, raiseAt: earlier(after(at, decision.waitSeconds), open.raiseAt) }, at);
    }
  }

  #found(side: Side, open: OpenCause, at: Date): void {
    if (open.raiseAt !== null && open.raiseAt > at) this.#standing.set(side, { open, call: null, closesAt: null });
    else this.#call(side, open, at);
  }

  #call(side: Side, open: OpenCause, at: Date): void {
    const call: WouldCall = { side, at, endedAt: null };
    this.calls.push(call);
    this.#standing.set(side, { open: { ...open, state: "raised", raiseAt: null }, call, closesAt: null });
  }

  #end(side: Side, standing: Standing | undefined, at: Date, settleSeconds: number): void {
    if (!standing) return;
    if (standing.call === null) {
      this.#standing.delete(side);
      return;
    }
    standing.call.endedAt = at;
    this.#standing.set(side, {
      ...standing,
      open: { ...standing.open, active: false },
      closesAt: after(at, settleSeconds),
    });
  }
}

function sideOf(cause: string): Side | null {
  const side = cause.split(":")[1];
  return side === "low" || side === "high" ? side : null;
}

const opened = (finding: { readonly priority: OpenCause["priority"]; readonly value: number }, cause: string) =>
  ({ cause, state: "pending", priority: finding.priority, active: true, value: finding.value }) as const;

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
const earlier = (a: Date, b: Date | null) => (b !== null && b < a ? b : a);

/** Where none of the rules finds anything and whatever was found has ended: readings within need not be looked at one by one. */
export function quietBand(sign: Sign, rules: readonly SignRule[]): { readonly min: number; readonly max: number } {
  const mins = rules.map(
    (rule) => (rule.low ?? rule.criticalLow ?? Number.NEGATIVE_INFINITY) + hysteresisOf(sign, rule),
  );
  const maxes = rules.map(
    (rule) => (rule.high ?? rule.criticalHigh ?? Number.POSITIVE_INFINITY) - hysteresisOf(sign, rule),
  );
  return { min: Math.max(...mins), max: Math.min(...maxes) };
}

/** A call that was really made, and that somebody acted on. */
export interface RealCall {
  readonly alertId: string;
  readonly stayId: string;
  readonly bedId: string | null;
  readonly side: Side;
  readonly at: Date;
  readonly endedAt: Date | null;
}

/** What another rule would have meant on a ward's past. */
export interface Rehearsed {
  readonly patients: number;
  /** Left out: whose limits were their own. */
  readonly ownLimits: number;
  /** Calls that were really made, that the rule as it stands makes of the same readings, and that the other would have made. */
  readonly made: number;
  readonly standing: number;
  readonly proposed: number;
  readonly actedOn: number;
  /** Of those acted on: what would have come later, by seconds, or not at all (null). */
  readonly missed: readonly (RealCall & { readonly laterSeconds: number | null })[];
}

/** Clocks of a sweep and of a reading differ by less. */
const sameMillis = 2000;

/** Seconds by which another rule would have made a call later; 0: not later; null: not at all while it stood. */
export function laterBy(real: RealCall, would: readonly WouldCall[]): number | null {
  const until = real.endedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const matching = would.filter(({ side, at, endedAt }) => {
    const stands = endedAt === null || endedAt >= real.at;
    return side === real.side && stands && at.getTime() <= until;
  });
  const first = Math.min(...matching.map(({ at }) => at.getTime()));
  if (!Number.isFinite(first)) return null;
  return first - real.at.getTime() <= sameMillis ? 0 : Math.round((first - real.at.getTime()) / 1000);
}
