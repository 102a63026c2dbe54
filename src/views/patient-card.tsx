import type { BedPicture, StayPicture } from "../domain/board.ts";
import { isAnswered } from "../domain/urgency.ts";
import type { Sign } from "../domain/vitals.ts";
import { alertWhatShort } from "./alert-words.ts";
import { CardMarks, NurseMark } from "./card-marks.tsx";
import type { DrawContext } from "./draw-context.ts";
import { Moment } from "./moments.tsx";
import { News2Chip } from "./news2-chip.tsx";
import { PatientName } from "./patient-name.tsx";
import { Place } from "./place.ts";
import { shapes, stars } from "./severity.tsx";
import { BloodPressureCell, VitalCell } from "./vital-cell.tsx";

/** What monitors send every few seconds: each is a part of its own, in this order. */
export const monitoredSigns = ["heartRate", "spo2", "respiratoryRate"] as const satisfies readonly Sign[];

const admissionPath = (hospitalId: string, bedId: string) => `/hospitals/${hospitalId}/admission?bed=${bedId}`;

export const cellId = (sign: Sign, bedId: string) => `${sign}-${bedId}`;

/** A bed and who lies in it. Every slot is there whether it is filled or not: nothing may move when a value changes. */
export function PatientCard({ bed, ctx }: { bed: BedPicture; ctx: DrawContext }) {
  const { bedId, stay } = bed;
  const { words } = ctx;
  if (stay === null) {
    return (
      <article id={`bed-${bedId}`} class="bed free" aria-labelledby={`bed-name-${bedId}`}>
        <h3 id={`bed-name-${bedId}`} class="bed-id">
          {bedId}
        </h3>
        <p>{words.card.free}</p>
        {ctx.audience === "staff" && (
          <a id={`admit-${bedId}`} class="admit" href={admissionPath(ctx.hospital.hospitalId, bedId)}>
            {words.patients.admission.link}
            <span class="sr"> {bedId}</span>
          </a>
        )}
      </article>
    );
  }
  const { alert, patient } = stay;
  const severity = alert === null ? "" : isAnswered(alert) ? ` answered ${alert.priority}` : ` ${alert.priority}`;
  const cells = { stay, ctx };
  return (
    <article id={`bed-${bedId}`} class={`bed${severity}`} data-stay={stay.stayId} aria-labelledby={`bed-name-${bedId}`}>
      <header>
        <h3 id={`bed-name-${bedId}`} class="bed-id">
          {bedId}
        </h3>
        <p class="who">
          {ctx.audience === "staff" ? (
            <a id={`who-${bedId}`} href={`/stays/${stay.stayId}`}>
              <PatientName patient={patient} audience={ctx.audience} />
            </a>
          ) : (
            <PatientName patient={patient} audience={ctx.audience} />
          )}{" "}
          <span class="age" title={words.card.ageAndSexLong(patient.ageYears, patient.sex)}>
            {words.card.ageAndSex(patient.ageYears, patient.sex)}
          </span>
        </p>
        <NurseMark stay={stay} words={words} />
        <News2Chip stay={stay} words={words} />
      </header>
      <dl class="signs">
        {monitoredSigns.map((sign) => (
          <Place id={cellId(sign, bedId)} />
        ))}
        <BloodPressureCell {...cells} />
        <VitalCell sign="temperature" {...cells} />
        <VitalCell sign="oxygen" {...cells} />
        <VitalCell sign="consciousness" {...cells} />
      </dl>
      <CardMarks stay={stay} ctx={ctx} />
      <AlertLine stay={stay} ctx={ctx} />
    </article>
  );
}

function AlertLine({ stay, ctx }: { stay: StayPicture; ctx: DrawContext }) {
  const { alert, openCauses } = stay;
  const { words, hospital } = ctx;
  if (alert === null) return <p class="why" />;
  return (
    <p class="why">
      <b>
        <span aria-hidden="true">
          {shapes[alert.priority]} <span class="stars">{stars[alert.priority]}</span>
        </span>
        <span class="sr">{words.priorities[alert.priority]}</span> {alertWhatShort(alert, words)}
      </b>
      {openCauses > 1 && (
        <span class="others">
          <span aria-hidden="true">{words.card.more(openCauses - 1)}</span>
          <span class="sr">{words.card.moreLong(openCauses - 1)}</span>
        </span>
      )}
      <Moment at={alert.raisedAt} ticks="since" zone={hospital.timeZone} words={words} />
    </p>
  );
}
