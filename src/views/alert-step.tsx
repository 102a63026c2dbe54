import type { Child } from "hono/jsx";
import type { FiledAlert, TimelineStep } from "../domain/alert-file.ts";
import type { Ward } from "../domain/board.ts";
import { alertWhat } from "./alert-words.ts";
import { clockTimeWithSeconds, fullTime } from "./moments.tsx";
import { partyList } from "./party-words.ts";
import type { StepParts } from "./words/en-steps.ts";
import type { Words } from "./words/words.ts";

export interface StepContext {
  readonly alert: Pick<FiledAlert, "kind" | "title">;
  readonly zone: string;
  readonly wards: readonly Ward[];
  readonly words: Words;
}

/** One step of an alert, as one would tell it on the phone: when, who, what and why. */
export function AlertStep({ step, ctx }: { step: TimelineStep; ctx: StepContext }) {
  const { zone, words } = ctx;
  return (
    <li class={`step ${step.event}`}>
      <time datetime={step.at.toISOString()} title={fullTime(step.at, zone, words)}>
        {clockTimeWithSeconds(step.at, zone, words)}
      </time>
      <div>
        <p>
          <span>{sentenceOf(step, ctx)}</span>
          {step.screen !== null && <small> {words.alertPage.timeline.on(screenName(step.screen, ctx))}</small>}
        </p>
        {step.text !== null && <bdi class="words">{step.text}</bdi>}
      </div>
    </li>
  );
}

type Saying = (parts: StepParts) => Child[];

/** Null: this build has no sentence for the reason. */
export function sayingOf({ event, reason }: Pick<TimelineStep, "event" | "reason">, words: Words): Saying | null {
  const sayings: Readonly<Record<string, Saying>> = words.alertPage.timeline.steps[event] ?? {};
  return Object.hasOwn(sayings, reason) ? (sayings[reason] ?? null) : (sayings.found ?? null);
}

function sentenceOf(step: TimelineStep, { alert, words }: StepContext): Child[] {
  const { timeline } = words.alertPage;
  const saying = sayingOf(step, words);
  if (!saying) return [timeline.other(timeline.events[step.event] ?? step.event, step.reason.replaceAll("_", " "))];
  return saying({
    who: named(step.by, words),
    other: named(step.other, words),
    what: <bdi>{whatOf(step, alert, words)}</bdi>,
    sign: step.sign && words.signs[step.sign].short,
    called: step.calls.length === 0 ? null : partyList(step.calls, words),
  });
}

const named = (name: string | null, words: Words) =>
  name === null ? words.alertPage.timeline.someone : <bdi>{name}</bdi>;

/** A step of before causes were written down with it has its reason only. */
function whatOf({ cause, reason, sign, value, limit }: TimelineStep, alert: StepContext["alert"], words: Words) {
  const title = alert.kind === "called" ? alert.title : null;
  return alertWhat({ cause: cause ?? "", reason, sign, value, limit, title }, words);
}

function screenName(screen: string, { wards, words }: StepContext): string {
  const { screens, wardBoard } = words.alertPage.timeline;
  const ward = /^board:(.*)$/.exec(screen)?.[1];
  if (ward !== undefined) return wardBoard(wards.find(({ wardId }) => wardId === ward)?.name ?? ward);
  return screen === "board" || screen === "alert" ? screens[screen] : screen;
}
