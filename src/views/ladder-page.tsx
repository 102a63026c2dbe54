import type { Ward } from "../domain/board.ts";
import { subjectOf } from "../domain/escalation.ts";
import type { LadderPreview as Preview } from "../domain/ladder-preview.ts";
import type { LadderAsked, LadderInForce, LadderVersion } from "../domain/ladders-in-force.ts";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { type EditedLadder, LadderForm } from "./ladder-form.tsx";
import { LadderOrigin } from "./ladder-overview.tsx";
import { LadderPreview } from "./ladder-preview.tsx";
import { type CalledById, LadderSteps } from "./ladder-words.tsx";
import { fullTime } from "./moments.tsx";

export interface LadderPageProps extends HospitalShell {
  readonly asked: LadderAsked;
  /** What it is for, in words: `Clinical alerts`, `Fall`. */
  readonly what: string;
  readonly stands: LadderInForce;
  /** Newest first. */
  readonly versions: readonly LadderVersion[];
  readonly preview: Preview;
  readonly wards: readonly Ward[];
  /** The one that the preview is for. */
  readonly ward: Ward | null;
  readonly people: CalledById;
  /** Null: this person may read it. */
  readonly edited: EditedLadder | null;
  /** Why nothing was saved. */
  readonly refused: string | null;
}

/** One ladder: what stands, what it would do just now, its versions, and the form for those who may change it. */
export function LadderPage(props: LadderPageProps) {
  const { asked, what, edited, refused, words, person } = props;
  const said = words.hospital.escalation;
  const here = `/hospitals/${person.hospitalId}/escalation`;
  return (
    <HospitalPage
      {...props}
      page="escalation"
      title={said.ladderTitle(what, words.priorities[asked.priority])}
      sends={edited !== null}
    >
      <p>
        <a href={here}>{said.back}</a>
      </p>
      {refused !== null && (
        <div id="refusal" class="refused" role="alert">
          <p>{refused}</p>
          <p>{words.hospital.yours}</p>
        </div>
      )}
      <div class="two">
        <LadderNow {...props} />
        {edited !== null && (
          <section aria-labelledby="edit-heading" class="card">
            <h2 id="edit-heading">{said.edit.title}</h2>
            <div hx-boost:inherited="true" hx-swap:inherited="none" hx-push-url:inherited="false">
              <LadderForm
                {...props}
                {...edited}
                zone={props.hospital.timeZone}
                action={ladderPath(person.hospitalId, asked)}
              />
            </div>
            {props.stands.from === "own" && <ToDefault {...props} seenVersion={edited.seenVersion} />}
          </section>
        )}
      </div>
      <History {...props} />
    </HospitalPage>
  );
}

export const ladderPath = (hospitalId: string, { kind, priority, kindId }: LadderAsked) =>
  `/hospitals/${hospitalId}/escalation/${subjectOf(kind, kindId)}/${priority}`;

/** What stands. Drawn again by itself where somebody else has saved another. */
export function LadderNow(props: LadderPageProps) {
  const { asked, stands, versions, preview, wards, ward, people, words, person } = props;
  const zone = props.hospital.timeZone;
  const said = words.hospital.escalation;
  return (
    <section id="ladder-now" aria-labelledby="now-heading" class="card">
      <h2 id="now-heading">{said.stands}</h2>
      <p>
        <LadderOrigin kind={asked.kind} stands={stands} version={versions[0] ?? null} zone={zone} words={words} />
      </p>
      <LadderSteps ladder={stands.ladder} people={people} words={words} />
      <LadderPreview of="standing" {...{ preview, ward, people, zone, words }} />
      <form class="chooser" method="get" action={ladderPath(person.hospitalId, asked)}>
        <label for="preview-ward">{said.preview.ward}</label>
        <select id="preview-ward" name="ward">
          {wards.map(({ wardId, name }) => (
            <option value={wardId} selected={wardId === ward?.wardId}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit">{said.preview.show}</button>
      </form>
    </section>
  );
}

function ToDefault({ asked, seenVersion, ward, words, person }: LadderPageProps & { seenVersion: number }) {
  const { edit } = words.hospital.escalation;
  return (
    <form class="to-default" method="post" action={`${ladderPath(person.hospitalId, asked)}/default`}>
      <input type="hidden" name="version" value={seenVersion} />
      {ward !== null && <input type="hidden" name="ward" value={ward.wardId} />}
      <button id="to-default" type="submit">
        {asked.kindId === null ? edit.toDefault : edit.toAll}
      </button>
      <p class="small">{edit.toDefaultText}</p>
    </form>
  );
}

function History({ asked, versions, people, hospital, words }: LadderPageProps) {
  const said = words.hospital.escalation;
  return (
    <section aria-labelledby="history-heading" class="card">
      <h2 id="history-heading">{said.history}</h2>
      {versions.length === 0 && <p>{said.historyEmpty}</p>}
      <ol class="versions">
        {versions.map(({ version, ladder, editedAt, editedBy }) => (
          <li>
            <p>
              <b>{said.version(version)}</b>{" "}
              {said.edited(
                <bdi>{editedBy}</bdi>,
                <time datetime={editedAt.toISOString()}>{fullTime(editedAt, hospital.timeZone, words)}</time>,
              )}
            </p>
            {ladder === null ? (
              <p>{asked.kindId === null ? said.defaultAgain : said.asAllAgain}</p>
            ) : (
              <LadderSteps ladder={ladder} people={people} words={words} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
