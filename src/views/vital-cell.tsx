import type { Child } from "hono/jsx";
import type { SignPicture, StayPicture } from "../domain/board.ts";
import { isBelieved } from "../domain/freshness.ts";
import { crossingOf } from "../domain/limits.ts";
import { isByHand, type ReadingSource } from "../domain/reading-sources.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

/** One sign on a card: its name, the number with any limit it crosses, its unit, its age. */
export function VitalCell({ sign, stay, ctx, id }: { sign: Sign; stay: StayPicture; ctx: DrawContext; id?: string }) {
  const picture = stay.signs[sign];
  const { words } = ctx;
  const name = words.signs[sign];
  const ordered = sign === "spo2" && stay.spo2Scale === 2;
  return (
    <Cell
      id={id}
      kind={sign}
      name={name}
      picture={picture}
      unit={unitOf(sign, stay, words)}
      ordered={ordered}
      points={pointsOf(sign, stay)}
      ctx={ctx}
    >
      {picture && picture.value !== null && <Figure sign={sign} value={picture.value} stay={stay} words={words} />}
    </Cell>
  );
}

/**
 * Blood pressure as one cell, because a cuff measures it as one. Parts that are not of the same measurement (within a
 * minute of the newest) are left out: a systolic of now over a diastolic of an hour ago is no pressure.
 */
export function BloodPressureCell({ stay, ctx }: { stay: StayPicture; ctx: DrawContext }) {
  const { words } = ctx;
  const parts = (["systolic", "diastolic", "mean"] as const).map((sign) => ({ sign, picture: stay.signs[sign] }));
  const newest = parts.reduce<SignPicture | undefined>(
    (found, { picture }) => (picture && (!found || picture.at > found.at) ? picture : found),
    undefined,
  );
  const [systolic, diastolic, mean] = parts.map(({ sign, picture }) =>
    picture &&
    newest &&
    picture.value !== null &&
    newest.at.getTime() - picture.at.getTime() <= sameMeasurementMillis ? (
      <Figure sign={sign} value={picture.value} stay={stay} words={words} />
    ) : null,
  );
  const measured = systolic || diastolic || mean;
  return (
    <Cell
      kind="pressure"
      name={words.bloodPressure}
      picture={measured ? newest : newest && { ...newest, value: null }}
      unit={vitalSigns.systolic.unit}
      mean={mean}
      points={systolic ? pointsOf("systolic", stay) : 0}
      ctx={ctx}
    >
      {measured && (
        <span class="pair">
          {systolic ?? "–"}/{diastolic ?? "–"}
        </span>
      )}
    </Cell>
  );
}
const sameMeasurementMillis = 60_000;

interface CellProps {
  /** Of a cell that is a region of its own. */
  id?: string | undefined;
  kind: Sign | "pressure";
  name: { short: string; long: string };
  picture: SignPicture | undefined;
  unit: Child;
  /** Judged by a scale that a doctor ordered. */
  ordered?: boolean;
  mean?: Child;
  /** Of NEWS2; none is not shown. */
  points: number;
  ctx: DrawContext;
  children?: Child;
}

/** The page ages the class by itself from its `<time>` and `data-interval` (static/board/clock.js): a value is not shown as live longer than it is. */
function Cell({ id, kind, name, picture, unit, ordered = false, mean = null, points, ctx, children }: CellProps) {
  const { words } = ctx;
  const label = <abbr title={name.long}>{name.short}</abbr>;
  if (!picture || picture.value === null) {
    return (
      <div id={id} class={`sign ${kind} none`}>
        <dt>{label}</dt>
        <dd class="v">–</dd>
        <dd class="u">{picture ? words.card.noReading : words.card.notMeasured}</dd>
      </div>
    );
  }
  return (
    <div
      id={id}
      class={`sign ${kind} ${picture.freshness}`}
      data-interval={picture.intervalSeconds}
      data-stale={words.card.stale}
      data-lost={words.card.lost}
    >
      {points > 0 ? (
        <dt class={`scores p${points}`} title={words.news2.points(points)}>
          {label} <span class="points sr">+{points}</span>
        </dt>
      ) : (
        <dt>{label}</dt>
      )}
      <dd class="v">{children}</dd>
      {mean && <dd class="mean">({mean})</dd>}
      <dd class="u">{unit}</dd>
      {ordered && (
        <dd class="order">
          <abbr title={words.card.scale2Long}>{words.card.scale2}</abbr>
        </dd>
      )}
      <dd class="t">
        {isByHand(picture.source) && <Hand source={picture.source} words={words} />}
        <Moment at={picture.at} ticks="age" zone={ctx.hospital.timeZone} words={words} />
      </dd>
    </div>
  );
}

/** A person measured it, or put it right: the monitor says something else, or nothing. Who it was stands with the readings. */
function Hand({ source, words }: { source: ReadingSource; words: Words }) {
  return (
    <span class="hand" title={words.readings.sources[source]}>
      <span aria-hidden="true">✎</span>
      <span class="sr">{words.readings.sources[source]} </span>
    </span>
  );
}

/** What the sign adds to the score; 0 also of what the score does not count, or does not know. */
const pointsOf = (sign: Sign, { news2 }: StayPicture): number =>
  (news2?.subScores as Partial<Record<Sign, number | null>> | undefined)?.[sign] ?? 0;

/** A crossed limit is marked on the number itself, with its direction. A value that is not believed crosses nothing. */
function Figure({ sign, value, stay, words }: { sign: Sign; value: number; stay: StayPicture; words: Words }) {
  const picture = stay.signs[sign];
  const shown = sign === "oxygen" && value === 0 ? words.air : shownValue(sign, value);
  if (!picture || !isBelieved(picture.freshness)) return <b>{shown}</b>;
  if (value === 0 && (sign === "heartRate" || sign === "respiratoryRate"))
    return <Crossed shown={shown} side="low" priority="high" said={words.card.rateOfZero} />;
  const crossing = crossingOf(stay.limits[sign], value);
  if (!crossing) return <b>{shown}</b>;
  const limit = shownValue(sign, crossing.limit);
  const said = crossing.side === "low" ? words.card.belowLimit(limit) : words.card.aboveLimit(limit);
  return <Crossed shown={shown} side={crossing.side} priority={crossing.priority} said={said} />;
}

function Crossed(props: { shown: string; side: "low" | "high"; priority: "high" | "medium"; said: string }) {
  return (
    <b class={`over ${props.priority}${props.shown.length > 2 ? " long" : ""}`} title={props.said}>
      <i aria-hidden="true">{props.side === "low" ? "↓" : "↑"}</i>
      {props.shown}
      <span class="sr">, {props.said}</span>
    </b>
  );
}

function unitOf(sign: Sign, stay: StayPicture, words: Words): Child {
  if (sign === "oxygen" && stay.signs.oxygen?.value === 0) return null;
  if (sign === "consciousness") {
    const letter = shownValue(sign, stay.signs.consciousness?.value ?? -1);
    return <span class="sr">{words.levels[letter]}</span>;
  }
  return vitalSigns[sign].unit;
}
