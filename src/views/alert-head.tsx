import { type FiledAlert, isOver } from "../domain/alert-file.ts";
import type { AlertRow } from "../domain/board.ts";
import { AlertState } from "./alert-state.tsx";
import { alertWhat, causeWhat } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { clockTime, Moment } from "./moments.tsx";
import { PriorityMark } from "./severity.tsx";

/** What it is, about whom and where, everything it was raised for, and who has it. */
export function AlertHead({ alert, ctx }: { alert: FiledAlert; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const page = words.alertPage;
  const zone = hospital.timeZone;
  return (
    <section
      id="alert-head"
      class={`alert-head ${alert.priority} ${alert.state}`}
      aria-labelledby="alert-what"
      data-said={saidOf(alert, ctx)}
    >
      <p class="mark">
        <b>
          <PriorityMark priority={alert.priority} words={words} />
        </b>{" "}
        <span class="kind">{words.alertKinds[alert.kind]}</span>
      </p>
      <h1 id="alert-what">{alertWhat(alert, words)}</h1>
      <dl class="facts">
        <Whom alert={alert} ctx={ctx} />
        <dt>{page.raised}</dt>
        <dd>
          <Moment at={alert.raisedAt} zone={zone} words={words} dated />
          {alert.raisedBy !== null && <> {page.by(<bdi>{alert.raisedBy}</bdi>)}</>}
        </dd>
        {alert.kindText !== null && (
          <>
            <dt>{page.kindText}</dt>
            <dd>
              <bdi>{alert.kindText}</bdi>
            </dd>
          </>
        )}
        {alert.words !== null && (
          <>
            <dt>{page.words}</dt>
            <dd>
              <bdi class="words">{alert.words}</bdi>
            </dd>
          </>
        )}
        <dt>{page.state}</dt>
        <dd>
          <StateNow alert={alert} ctx={ctx} />
        </dd>
      </dl>
      {alert.causes.length > 0 && <Causes alert={alert} ctx={ctx} />}
    </section>
  );
}

/** Open ones say what the board's list says of them. */
function StateNow({ alert, ctx }: { alert: FiledAlert; ctx: DrawContext }) {
  const { state, ...rest } = alert;
  if (state !== "resolved") return <AlertState row={{ ...rest, state } satisfies AlertRow} ctx={ctx} />;
  const { words, hospital } = ctx;
  const { alertPage: page } = words;
  const when = alert.resolvedAt && <Moment at={alert.resolvedAt} zone={hospital.timeZone} words={words} dated />;
  const how = alert.outcome === null ? page.resolved : page.outcome[alert.outcome];
  return (
    <p class="state">
      <b>{page.resolved}</b>
      <span>
        {alert.resolvedBy === null
          ? page.resolvedItself(when, how)
          : page.resolvedBy(<bdi>{alert.resolvedBy}</bdi>, when, how)}
      </span>
    </p>
  );
}

function Whom({ alert, ctx }: { alert: FiledAlert; ctx: DrawContext }) {
  const { words, wards } = ctx;
  const { alertPage: page } = words;
  const { patient, bedId, place, deviceId } = alert;
  const name = patient && (
    <bdi class="name">
      {patient.givenName} {patient.familyName}
    </bdi>
  );
  const ward = wards.find(({ wardId }) => wardId === alert.wardId)?.name;
  return (
    <>
      {patient !== null && (
        <>
          <dt>{page.patient}</dt>
          <dd class="patient">
            {alert.inBed ? <a href={`/stays/${alert.stayId}`}>{name}</a> : name}{" "}
            <span title={words.card.ageAndSexLong(patient.ageYears, patient.sex)}>
              {words.card.ageAndSex(patient.ageYears, patient.sex)}
            </span>{" "}
            <span class="number">{page.number(<bdi>{patient.number}</bdi>)}</span>
          </dd>
        </>
      )}
      {bedId !== null && (
        <>
          <dt>{page.bed}</dt>
          <dd>
            <b class="bed-id">{bedId}</b> {ward !== undefined && <bdi>{ward}</bdi>}
          </dd>
        </>
      )}
      {place !== null && (
        <>
          <dt>{page.place}</dt>
          <dd>
            <bdi>{place}</bdi>
          </dd>
        </>
      )}
      {deviceId !== null && (
        <>
          <dt>{page.device}</dt>
          <dd>
            <bdi>{deviceId}</bdi>
          </dd>
        </>
      )}
    </>
  );
}

function Causes({ alert, ctx }: { alert: FiledAlert; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const { alertPage: page } = words;
  const at = { zone: hospital.timeZone, words };
  return (
    <table class="causes-table">
      <caption>{page.causes}</caption>
      <thead>
        <tr>
          <th scope="col">{page.crossed}</th>
          <th scope="col">{page.when}</th>
          <th scope="col">{page.causeState}</th>
        </tr>
      </thead>
      <tbody>
        {alert.causes.map((cause) => (
          <tr class={cause.active ? undefined : "ended"}>
            <th scope="row">{cause.active ? causeWhat(cause, words) : <s>{causeWhat(cause, words)}</s>}</th>
            <td>
              <Moment at={cause.judgedAt} {...at} dated />
            </td>
            <td>
              {cause.endedAt === null || cause.active
                ? page.causeActive
                : page.causeEnded(<Moment at={cause.endedAt} {...at} />)}
              {cause.repeats > 0 && <small> {page.causeRepeats(cause.repeats)}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** For a screen reader, when it changes: who has it, not what was measured. */
function saidOf(alert: FiledAlert, { words, hospital }: DrawContext): string {
  if (isOver(alert)) return words.alertPage.resolved;
  if (alert.state !== "acknowledged" || alert.acknowledgedAt === null)
    return alert.state === "latched" ? words.alerts.latched : words.alerts.unanswered;
  const at = clockTime(alert.acknowledgedAt, hospital.timeZone, words);
  return `${words.alerts.acknowledgedByLabel}: ${words.alerts.acknowledgedBy(alert.acknowledgedBy ?? "", at).join("")}`;
}
