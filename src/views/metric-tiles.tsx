import type { Child } from "hono/jsx";
import { priorities } from "../domain/alerts.ts";
import type { BoardCount, MetricTiles } from "../domain/board.ts";
import type { Band } from "../domain/news2.ts";
import type { Drawable, DrawContext } from "./draw-context.ts";
import { bandShapes } from "./news2-chip.tsx";
import { shapes } from "./severity.tsx";
import type { Words } from "./words/words.ts";

/** The figures at a glance, each a region of its own. A count of none is quiet; a figure that is not known is a dash. */
export function tileRegions(tiles: MetricTiles, ctx: DrawContext): { id: string; element: Drawable }[] {
  const { words } = ctx;
  const t = words.tiles;
  const silent = tiles.devicesAll - tiles.devicesHeard;
  return [
    tile("unanswered", t.unanswered, <Unanswered tiles={tiles} words={words} />),
    tile("acknowledge", t.acknowledge, <TimeToAcknowledge tiles={tiles} words={words} />),
    tile("escalated", t.escalated, <Figure value={tiles.escalatedNow} rest={t.ofOpen(tiles.openAlerts)} />),
    tile("beds", t.beds, <Figure value={tiles.bedsFilled} rest={t.of(tiles.bedsAll)} />),
    tile("news2", t.news2, <ByBand tiles={tiles} words={words} />),
    tile(
      "devices",
      t.devices,
      <>
        <Figure value={tiles.devicesHeard} rest={t.of(tiles.devicesAll)} />
        {silent > 0 && <span class="low">{t.silent(silent)}</span>}
      </>,
    ),
    tile(
      "duty",
      <DutyHeading ctx={ctx} />,
      <>
        <OnDuty tiles={tiles} words={words} />
        <Heard boards={tiles.boards} words={words} />
      </>,
    ),
  ];
}

function tile(name: string, heading: Child, figures: Child): { id: string; element: Drawable } {
  const id = `tile-${name}`;
  return {
    id,
    element: (
      <div id={id} class="tile">
        <h3>{heading}</h3>
        <p>{figures}</p>
      </div>
    ),
  };
}

/** A wall has no links: nobody can follow them there. */
function DutyHeading({ ctx }: { ctx: DrawContext }) {
  const { words, hospital, audience } = ctx;
  if (audience === "display") return <>{words.tiles.onDuty}</>;
  return (
    <a id="tile-duty-link" href={`/hospitals/${hospital.hospitalId}/duty`}>
      {words.tiles.onDuty}
    </a>
  );
}

/** Those who come to a bed, by their number; everybody stands on the page behind the heading. */
function OnDuty({ tiles, words }: { tiles: MetricTiles; words: Words }) {
  const { onDuty } = tiles;
  const doctors = (onDuty.doctor ?? 0) + (onDuty.head_doctor ?? 0);
  const figures = [
    { role: "nurse", people: onDuty.nurse ?? 0 },
    { role: "doctor", people: doctors },
  ] as const;
  return (
    <>
      {figures.map(({ role, people }) => (
        <span class={people > 0 ? undefined : "zero"}>
          <b>{people}</b> <small>{words.tiles.people(role, people)}</small>
        </span>
      ))}
    </>
  );
}

/** How many of the boards can be heard. None of some is a warning: an alert there is seen or missed. */
function Heard({ boards: { all, heard }, words }: { boards: BoardCount; words: Words }) {
  const said = words.tiles.heard(heard, all);
  return (
    <span class={all === 0 ? "zero" : heard === 0 ? "medium" : undefined} title={said}>
      <span class="sr">{said}</span>
      <span aria-hidden="true">
        ♪ <b>{heard}</b> <small>{words.tiles.of(all)}</small>
      </span>
    </span>
  );
}

function Figure({ value, rest }: { value: number | string; rest: string }) {
  return (
    <span>
      <b>{value}</b> <small>{rest}</small>
    </span>
  );
}

function Unanswered({ tiles, words }: { tiles: MetricTiles; words: Words }) {
  return (
    <>
      {priorities.map((priority) => (
        <span class={tiles.unanswered[priority] > 0 ? priority : "zero"} title={words.priorities[priority]}>
          <i aria-hidden="true">{shapes[priority]}</i>
          <span class="sr">{words.priorities[priority]}</span> <b>{tiles.unanswered[priority]}</b>
        </span>
      ))}
    </>
  );
}

function TimeToAcknowledge({ tiles, words }: { tiles: MetricTiles; words: Words }) {
  const { median8h, noneAcknowledged } = words.tiles;
  const median = tiles.acknowledgeMedianSeconds;
  if (median === null) return <Figure value="–" rest={noneAcknowledged} />;
  return <Figure value={medianOf(Math.round(median), words)} rest={median8h} />;
}

/** Seconds count where somebody still waits at the bed, and no longer beyond ten minutes. */
function medianOf(whole: number, { tiles: { seconds, minutes, minutesSeconds } }: Words): string {
  if (whole < 60) return seconds(whole);
  if (whole >= 600) return minutes(Math.round(whole / 60));
  return minutesSeconds(Math.floor(whole / 60), whole % 60);
}

const shownBands = ["high", "medium", "low-medium", "low"] as const satisfies readonly Band[];

function ByBand({ tiles, words }: { tiles: MetricTiles; words: Words }) {
  const { news2 } = tiles;
  return (
    <>
      {shownBands.map((band) => (
        <span class={news2[band] > 0 ? `band-${band}` : "zero"} title={words.news2.bands[band]}>
          {bandShapes[band] !== "" && <i aria-hidden="true">{bandShapes[band]}</i>}
          <span class={band === "low" ? "unit" : "sr"}>{words.news2.bands[band]}</span> <b>{news2[band]}</b>
        </span>
      ))}
      {news2.incomplete > 0 && <small>{words.tiles.incomplete(news2.incomplete)}</small>}
      {news2.notApplicable > 0 && <small>{words.tiles.notApplicable(news2.notApplicable)}</small>}
    </>
  );
}
