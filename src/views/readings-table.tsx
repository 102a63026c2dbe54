import type { MeasuredSign, Measurement } from "../domain/measurements.ts";
import type { Person } from "../domain/staff.ts";
import { may } from "../domain/staff.ts";
import { type Sign, shownValue, signs } from "../domain/vitals.ts";
import { dayAndTimeWithSeconds, fullTime } from "./moments.tsx";
import { bandShapes } from "./news2-chip.tsx";
import type { Words } from "./words/words.ts";

interface ReadingsTableProps {
  readonly stayId: string;
  readonly measurements: readonly Measurement[];
  readonly person: Person;
  readonly zone: string;
  readonly words: Words;
  /** With the form that puts a reading right, in each row. */
  readonly correctable?: boolean;
}

/** Newest first, a column a sign, each row with where it comes from. What was put right stays, crossed through. */
export function ReadingsTable({ stayId, measurements, person, zone, words, correctable = false }: ReadingsTableProps) {
  const t = words.readings;
  const shown = signs.filter((sign) => measurements.some(({ readings }) => readings.some((one) => one.sign === sign)));
  const corrects = correctable && may(person.role, "record_observations");
  if (measurements.length === 0) return <p>{t.none}</p>;
  return (
    <section class="scrolling" tabindex={0} aria-label={t.heading}>
      <table class="readings">
        <thead>
          <tr>
            <th scope="col">{t.time}</th>
            {shown.map((sign) => (
              <th scope="col">
                <abbr title={words.signs[sign].long}>{words.signs[sign].short}</abbr>
              </th>
            ))}
            <th scope="col">{t.score}</th>
            <th scope="col">{t.source}</th>
            {corrects && <td />}
          </tr>
        </thead>
        <tbody>
          {measurements.map((measurement) => (
            <tr>
              <th scope="row">
                <time datetime={measurement.at.toISOString()} title={fullTime(measurement.at, zone, words)}>
                  {dayAndTimeWithSeconds(measurement.at, zone, words)}
                </time>
              </th>
              {shown.map((sign) => (
                <td>
                  <Value reading={measurement.readings.find((one) => one.sign === sign)} zone={zone} words={words} />
                </td>
              ))}
              <td>
                <Score score={measurement.score} />
              </td>
              <td class="from">
                <From measurement={measurement} words={words} />
              </td>
              {corrects && (
                <td>
                  <CorrectionForm stayId={stayId} measurement={measurement} words={words} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Value({ reading, zone, words }: { reading: MeasuredSign | undefined; zone: string; words: Words }) {
  if (!reading) return null;
  const t = words.readings;
  const { sign, value, was, late, foundLate, source } = reading;
  return (
    <>
      {[...was].reverse().map((past) => (
        <>
          <s title={t.corrected(past.by, fullTime(past.at, zone, words), past.reason)}>
            {said(sign, past.value, words)}
          </s>{" "}
        </>
      ))}
      {value === null && source === "corrected" ? <i>{t.takenBack}</i> : <b>{said(sign, value, words)}</b>}
      {(late || foundLate) && <small> {foundLate ? t.foundLate : t.late}</small>}
      {was[0] && (
        <small class="because">
          {" "}
          <bdi>{was[0].by}</bdi>: <bdi>{was[0].reason}</bdi>
        </small>
      )}
    </>
  );
}

export function said(sign: Sign, value: number | null, words: Words): string {
  if (value === null) return words.readings.noReading;
  return sign === "oxygen" && value === 0 ? words.air : shownValue(sign, value);
}

function Score({ score }: { score: Measurement["score"] }) {
  if (!score) return null;
  return (
    <b class={score.band === null ? "" : `band-${score.band}`}>
      {score.band !== null && bandShapes[score.band]} {score.total}
    </b>
  );
}

function From({ measurement: { by, deviceId, readings }, words }: { measurement: Measurement; words: Words }) {
  const t = words.readings;
  if (by !== null) return <>{t.by(<bdi>{by}</bdi>)}</>;
  const isDemo = readings.some(({ source }) => source === "demo");
  return (
    <>
      {t.device(deviceId)}
      {isDemo && <small> {t.sources.demo}</small>}
    </>
  );
}

function CorrectionForm(props: { stayId: string; measurement: Measurement; words: Words }) {
  const { stayId, measurement, words } = props;
  const { at, deviceId, readings } = measurement;
  const t = words.readings.correct;
  const id = `correct-${at.getTime()}-${deviceId.replaceAll(/[^A-Za-z0-9]/g, "")}`;
  return (
    <details id={id}>
      <summary id={`${id}-open`}>{t.open}</summary>
      <form class="fields" method="post" action={`/stays/${stayId}/corrections`}>
        <input type="hidden" name="device" value={deviceId} />
        <input type="hidden" name="at" value={at.toISOString()} />
        <label>
          {t.sign}
          <select name="sign" required>
            {readings.length > 1 && <option value="">{t.choose}</option>}
            {readings.map(({ sign }) => (
              <option value={sign}>{words.signs[sign].long}</option>
            ))}
          </select>
        </label>
        <label>
          {t.value} <small>{t.valueHint}</small>
          <input name="value" maxlength={12} autocomplete="off" inputmode="decimal" />
        </label>
        <label>
          {t.reason}
          <input name="reason" maxlength={200} required autocomplete="off" />
        </label>
        <button type="submit" class="go">
          {t.submit}
        </button>
      </form>
    </details>
  );
}
