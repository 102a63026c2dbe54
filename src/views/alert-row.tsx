import { aimTokens } from "../domain/aim.ts";
import type { AlertRow as Row } from "../domain/board.ts";
import { AlertActions } from "./alert-actions.tsx";
import { AlertState } from "./alert-state.tsx";
import { alertWhat, causeWhat, saysPlace } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";
import { PatientName } from "./patient-name.tsx";
import { PriorityMark } from "./severity.tsx";

/** One alert: how urgent, since when, what, where, its state, and what can be done. No `hx-*`: a static parent delegates. */
export function AlertRow({ row, together = false, ctx }: { row: Row; together?: boolean; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const zone = hospital.timeZone;
  return (
    <li
      id={`alert-${row.alertId}`}
      class={`alert ${row.priority} ${row.state}${together ? " together" : ""}`}
      data-clinical={row.clinical ? "" : undefined}
      data-kind={row.kind}
      data-priority={row.priority}
      data-state={row.owner?.is === "asked" ? "asked" : row.state}
      data-for={aimTokens(row).join(" ")}
      data-quiet-until={row.quietUntil?.getTime()}
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
        {ctx.audience === "staff" ? (
          <a id={`open-${row.alertId}`} href={`/alerts/${row.alertId}`}>
            {alertWhat(row, words)}
          </a>
        ) : (
          alertWhat(row, words)
        )}{" "}
        <JudgedAt row={row} ctx={ctx} />
      </h3>
      {row.kindText !== null && (
        <p class="kind-text">
          <bdi>{row.kindText}</bdi>
        </p>
      )}
      <MoreCauses row={row} ctx={ctx} />
      <Where row={row} ctx={ctx} />
      <AlertState row={row} ctx={ctx} />
      {ctx.audience === "staff" && <AlertActions row={row} ctx={ctx} />}
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

/** What else one call is about. A cause that ended stays named while the alert is open: it was part of why. */
function MoreCauses({ row, ctx }: { row: Row; ctx: DrawContext }) {
  const { words } = ctx;
  const [, ...more] = row.causes;
  if (more.length === 0) return null;
  return (
    <ul class="causes" aria-label={words.alerts.alsoLabel}>
      {more.map((cause) =>
        cause.active ? (
          <li>{causeWhat(cause, words)}</li>
        ) : (
          <li class="ended">
            <s>{causeWhat(cause, words)}</s> {words.alerts.causeOver}
          </li>
        ),
      )}
    </ul>
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
      {place !== null && !saysPlace(row) && <bdi class="place">{place}</bdi>}
      {raisedBy !== null && <span class="by"> · {words.alerts.raisedBy(<bdi>{raisedBy}</bdi>)}</span>}
      {written !== null && <bdi class="words">{written}</bdi>}
    </p>
  );
}
