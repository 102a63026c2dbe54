import { raw } from "hono/html";
import { viewerOf } from "../domain/aim.ts";
import { priorities } from "../domain/alerts.ts";
import type { Board } from "../domain/board.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import type { Duty } from "../domain/duties.ts";
import type { Preferences } from "../domain/preferences.ts";
import { may, type Person } from "../domain/staff.ts";
import { BoardHeader } from "./board-header.tsx";
import { clockWords } from "./clock-words.ts";
import { KeysHelp } from "./keys-help.tsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { Cover, Live } from "./live.tsx";
import { type Audience, type Drawn, drawBoard, hasElsewhere } from "./regions.tsx";
import { bodyData } from "./settings-panel.tsx";
import { shapes } from "./severity.tsx";
import type { Words } from "./words/words.ts";
import { aimedAt, YoursStrip } from "./yours-strip.tsx";

interface BoardPageProps {
  readonly board: Board;
  readonly person: Person;
  /** Nobody has touched anything for a while: the board is read, not acted on. */
  readonly idle: boolean;
  /** What they are on duty for; null: nothing. */
  readonly duty: Duty | null;
  /** What can be called for here. */
  readonly kinds: readonly CalledKind[];
  readonly preferences: Preferences;
  /** Read before the board was: what comes after it is streamed. */
  readonly cursor: string;
  readonly build: string;
  readonly assets: AssetUrls;
  readonly words: Words;
}

/** The live board. Composed of exactly the strings that the stream sends, so that a stream equals a reload. */
export function BoardPage(props: BoardPageProps) {
  const { board, person, idle, duty, kinds, preferences, cursor, build, assets, words } = props;
  const { hospital, wards, wardId, now } = board;
  const ctx = { hospital, wards, wardId, audience: audienceOf(person), words, now };
  const regions = new Map(drawBoard(board, ctx).map((r) => [r.id, r]));
  const viewer = viewerOf(person, wardId, duty);
  const yours = aimedAt(board, viewer);
  const title = titleOf(board);
  return (
    <Layout
      title={title}
      titleCount={yours.length}
      words={words}
      assets={assets}
      live
      theme={preferences.theme}
      bodyClass="board"
      data={{
        "data-role": viewer.role,
        "data-staff": viewer.staffId,
        "data-wards": viewer.wards?.join(" ") ?? "",
        "data-title": words.title(title),
        "data-title-count": words.titleCount("{n}"),
        "data-idle": idle ? "" : undefined,
        ...clockWords(words, hospital.timeZone),
        ...bodyData(preferences),
      }}
    >
      <BoardHeader {...{ board, person, idle, duty, kinds, preferences, words }}>
        <YoursStrip rows={yours} viewer={viewer} ctx={ctx} />
      </BoardHeader>
      <div
        id="notice"
        role="status"
        data-unreachable={words.notice.unreachable}
        data-moved={words.notice.moved}
        hx-boost:inherited="true"
        hx-swap:inherited="none"
        hx-push-url:inherited="false"
      />
      {ctx.audience === "staff" && <Announced words={words} />}
      <main id="content" hx-boost:inherited="true" hx-swap:inherited="none" hx-push-url:inherited="false">
        <section class="tiles" aria-labelledby="tiles-heading">
          <h2 id="tiles-heading" class="sr">
            {words.tiles.heading}
          </h2>
          {tileIds.map((id) => htmlOf(regions, id))}
        </section>
        <section
          class="alerts-block"
          id="alerts-block"
          aria-labelledby="alerts-heading"
          tabindex={0}
          data-ask={words.keys.again}
        >
          <div class="alerts-head">
            <h2 id="alerts-heading">{words.alerts.heading}</h2>
            {ctx.audience === "staff" && (
              <button type="button" id="alerts-news" hidden data-text={words.alerts.news("{n}")} />
            )}
            {may(person.role, "answer_other_alert") && !idle && (
              <a href={`/hospitals/${hospital.hospitalId}/several${wardId === null ? "" : `?ward=${wardId}`}`}>
                {words.several.link}
              </a>
            )}
            {may(person.role, "read_history") && (
              <a href={`/hospitals/${hospital.hospitalId}/alerts`}>{words.history.title}</a>
            )}
          </div>
          {htmlOf(regions, "alerts")}
          <BelowTheEdge audience={ctx.audience} words={words} />
          {hasElsewhere(ctx) && htmlOf(regions, "elsewhere")}
        </section>
        <section class="beds-block" id="beds-block" aria-labelledby="beds-heading">
          <h2 id="beds-heading">{words.beds.heading}</h2>
          {board.beds.length === 0 && <p class="empty">{words.beds.none}</p>}
          <ol class={`beds ${densityOf(board.beds.length)}`}>
            {board.beds.map(({ bedId }) => (
              <li>
                {htmlOf(regions, `bed-${bedId}`)}
                {htmlOf(regions, `trend-${bedId}`)}
              </li>
            ))}
          </ol>
        </section>
        <p class="secondary">{words.secondaryDisplay}</p>
      </main>
      <Live {...{ hospitalId: hospital.hospitalId, wardId, now, cursor, build, assets }} />
      {ctx.audience === "staff" && <KeysHelp words={words} />}
      <Cover words={words} />
    </Layout>
  );
}

/** What is read out of what changes: static/board/announce.js decides. The list itself is no live region: it would be endless. */
function Announced({ words }: { words: Words }) {
  const sentences = Object.entries(words.announced).map(([what, said]) => [`data-${what}`, said]);
  return (
    <>
      <div id="announced-now" class="sr" role="alert" />
      <div id="announced" class="sr" role="status" {...Object.fromEntries(sentences)} />
    </>
  );
}

/** How much of the list lies below its edge: static/board/below.js counts. On a wall there is nobody to press it. */
function BelowTheEdge({ audience, words }: { audience: Audience; words: Words }) {
  const { moreBelow, unansweredBelow } = words.alerts;
  const shown = { "data-more": moreBelow("{n}"), "data-unanswered": unansweredBelow("{n}") };
  const shapeOf = Object.fromEntries(priorities.map((priority) => [`data-${priority}`, shapes[priority]]));
  const count = [<b />, " ", <span />];
  return (
    <div class="below">
      {audience === "staff" ? (
        <button type="button" id="alerts-below" hidden {...shown} {...shapeOf}>
          {count}
        </button>
      ) : (
        <p id="alerts-below" hidden {...shown} {...shapeOf}>
          {count}
        </p>
      )}
    </div>
  );
}

/** The ward looked at comes first: tabs are narrow. */
const titleOf = ({ hospital, wards, wardId }: Board) =>
  [wards.find((ward) => ward.wardId === wardId)?.name, hospital.name].filter((name) => name !== undefined).join(" · ");

export const audienceOf = (person: Person): Audience => (person.role === "display" ? "display" : "staff");

const tileIds = ["unanswered", "acknowledge", "escalated", "beds", "news2", "devices", "duty"].map(
  (name) => `tile-${name}`,
);

function htmlOf(regions: ReadonlyMap<string, Drawn>, id: string) {
  const region = regions.get(id);
  if (!region) throw new Error(`the board has no region ${id}`);
  return raw(region.html);
}

/** How many cards share a screen: cards shrink before a ward has to scroll, and grow where there are few. */
function densityOf(beds: number): string {
  if (beds > 35) return "crowd";
  if (beds > 24) return "many";
  if (beds > 15) return "half";
  return beds > 8 ? "some" : "few";
}
