import { aimTokens } from "../domain/aim.ts";
import { type Outcome, outcomes } from "../domain/alerts.ts";
import type { AlertRow as Row } from "../domain/board.ts";
import type { Role } from "../domain/staff.ts";
import { isAnswered } from "../domain/urgency.ts";
import { alertWhat } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";
import { PatientName } from "./patient-name.tsx";
import { PriorityMark } from "./severity.tsx";
import type { Words } from "./words/words.ts";

/** One alert: how urgent, since when, what, where, its state, and what can be done. No `hx-*`: a static parent delegates. */
export function AlertRow({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const zone = hospital.timeZone;
  return (
    <li
      id={`alert-${row.alertId}`}
      class={`alert ${row.priority} ${row.state}`}
      data-clinical={row.clinical ? "" : undefined}
      data-kind={row.kind}
      data-priority={row.priority}
      data-state={row.state}
      data-for={aimTokens(row).join(" ")}
      tabindex={-1}
    >
      <p class="mark">
        <b>
          <PriorityMark priority={row.priority} words={words} />
        </b>{" "}
        <span class="kind">{words.alertKinds[row.kind]}</span>
      </p>
      <p class="since">
        <Moment at={row.raisedAt} ticks="since" zone={zone} words={words} />
      </p>
      <h3 class="what">
        {alertWhat(row, words)} <JudgedAt row={row} ctx={ctx} />
      </h3>
      <Where row={row} ctx={ctx} />
      <State row={row} ctx={ctx} />
      {ctx.audience === "staff" && <Actions row={row} ctx={ctx} />}
    </li>
  );
}

/** The value does not follow each reading, or the list would never be still: it says of when it is. */
function JudgedAt({ row: { judgedAt }, ctx: { hospital, words } }: { row: Row; ctx: DrawContext }) {
  if (judgedAt === null) return null;
  return (
    <small class="judged">
      {words.alerts.judgedAt(<Moment at={judgedAt} zone={hospital.timeZone} words={words} />)}
    </small>
  );
}

function Where({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words } = ctx;
  const { patient, bedId, place, raisedBy } = row;
  // What a person wrote may name the patient: a wall does not show it.
  const written = ctx.audience === "staff" ? row.words : null;
  return (
    <p class="where">
      {bedId !== null && <b class="bed-id">{bedId}</b>}
      {patient !== null && (
        <>
          {" "}
          <PatientName patient={patient} audience={ctx.audience} />{" "}
          <span class="age">{words.card.ageAndSex(patient.ageYears, patient.sex)}</span>
        </>
      )}
      {place !== null && <bdi class="place">{place}</bdi>}
      {raisedBy !== null && <span class="by"> · {words.alerts.raisedBy(<bdi>{raisedBy}</bdi>)}</span>}
      {written !== null && <bdi class="words">{written}</bdi>}
    </p>
  );
}

function State({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const at = { zone: hospital.timeZone, words };
  const { escalateAt, acknowledgedAt, acknowledgedBy } = row;
  return (
    <p class="state">
      {row.state === "raised" && (
        <>
          <b>{words.alerts.unanswered}</b>
          <span class="called">{words.alerts.called(roleList(row.calledRoles, words))}</span>
          {escalateAt !== null && (
            <span class="next">
              {isRepeat(row)
                ? words.alerts.again(<Moment at={escalateAt} ticks="in" {...at} />)
                : words.alerts.next(roleList(row.nextRoles, words), <Moment at={escalateAt} ticks="in" {...at} />)}
            </span>
          )}
        </>
      )}
      {row.state === "latched" && <b>{words.alerts.latched}</b>}
      {row.state === "acknowledged" && (
        <>
          <b>{words.alerts.acknowledgedByLabel}</b>
          {acknowledgedAt !== null && (
            <span>
              {words.alerts.acknowledgedBy(<bdi>{acknowledgedBy}</bdi>, <Moment at={acknowledgedAt} {...at} />)}
            </span>
          )}
        </>
      )}
      {row.repeats > 0 && <span class="repeats">{words.alerts.repeats(row.repeats)}</span>}
    </p>
  );
}

/** Past the last step of the ladder those who were called are called again. */
const isRepeat = (row: Row) => row.nextRoles.every((role) => row.calledRoles.includes(role));

const roleList = (roles: readonly Role[], words: Words) =>
  new Intl.ListFormat(words.language, { type: "conjunction" }).format(roles.map((role) => words.roles[role].many));

function Actions({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words } = ctx;
  // Of a called alert the person is the judge; any other closes when its cause ends, and saying so would be refused.
  const byHand = row.kind === "called" || !row.causeActive;
  if (!isAnswered(row)) return <Acknowledge row={row} ctx={ctx} />;
  return byHand ? <Resolve row={row} ctx={ctx} /> : <p class="itself">{words.alerts.resolvesItself}</p>;
}

function Acknowledge({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  return (
    <form id={`ack-form-${alertId}`} class="do" method="post" action={`/alerts/${alertId}/acknowledgement`}>
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      <button id={`ack-${alertId}`} type="submit" class="go">
        {words.alerts.acknowledge}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </button>
    </form>
  );
}

const chosenOutcomes = outcomes.filter(
  (outcome): outcome is Exclude<Outcome, "cause_ended"> => outcome !== "cause_ended",
);

function Resolve({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words, wardId } = ctx;
  const { alertId } = row;
  return (
    <details id={`resolve-${alertId}`} class="do resolve">
      <summary id={`resolve-open-${alertId}`}>
        {words.alerts.resolve}
        <span class="sr">{words.alerts.of(alertWhat(row, words))}</span>
      </summary>
      <form id={`resolve-form-${alertId}`} method="post" action={`/alerts/${alertId}/resolution`}>
        {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
        <p>{words.alerts.resolveAs}</p>
        {chosenOutcomes.map((outcome) => (
          <button id={`resolve-${alertId}-${outcome}`} type="submit" name="outcome" value={outcome}>
            {words.outcomes[outcome]}
          </button>
        ))}
      </form>
    </details>
  );
}
