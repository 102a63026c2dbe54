import { answeredAfterSeconds, type FoundAlert } from "../domain/alert-search.ts";
import type { Ward } from "../domain/board.ts";
import { alertWhat } from "./alert-words.ts";
import { fullTime, Moment } from "./moments.tsx";
import { PriorityMark } from "./severity.tsx";
import type { Words } from "./words/words.ts";

interface RowProps {
  readonly alert: FoundAlert;
  readonly wards: readonly Ward[];
  readonly timeZone: string;
  readonly words: Words;
}

/** One alert of the history: when, how urgent, what, about whom and where, and what became of it. */
export function HistoryRow({ alert, wards, timeZone, words }: RowProps) {
  const { history } = words;
  const { patient, place, bedId, raisedBy, notes } = alert;
  const ward = wards.find(({ wardId }) => wardId === alert.wardId)?.name;
  return (
    <li id={`alert-${alert.alertId}`} class={`past ${alert.priority} ${alert.state}`}>
      <p class="when">
        <time datetime={alert.raisedAt.toISOString()}>{fullTime(alert.raisedAt, timeZone, words)}</time>
        <span class="mark">
          <PriorityMark priority={alert.priority} words={words} /> <small>{words.alertKinds[alert.kind]}</small>
        </span>
      </p>
      <p class="what">
        <a href={`/alerts/${alert.alertId}`}>{alertWhat(alert, words)}</a>
        {alert.words !== null && <bdi class="words">{alert.words}</bdi>}
      </p>
      <p class="whom">
        {bedId !== null && <b class="bed-id">{bedId}</b>} {ward !== undefined && <bdi>{ward}</bdi>}{" "}
        {place !== null && place !== ward && <bdi>{place}</bdi>}
        {patient !== null && (
          <span class="patient">
            <bdi>
              {patient.givenName} {patient.familyName}
            </bdi>{" "}
            <small>
              <bdi>{patient.number}</bdi>
            </small>
          </span>
        )}
        {raisedBy !== null && <small>{history.raisedBy(<bdi>{raisedBy}</bdi>)}</small>}
      </p>
      <p class="became">
        <Became alert={alert} timeZone={timeZone} words={words} />
        {notes.length > 0 && <small>{history.notes(notes.length)}</small>}
      </p>
    </li>
  );
}

function Became({ alert, timeZone, words }: Omit<RowProps, "wards">) {
  const { history } = words;
  const { resolvedAt, outcome, answeredBy, state } = alert;
  const seconds = answeredAfterSeconds(alert);
  const after = seconds === null ? null : durationText(seconds, words);
  return (
    <>
      <span>
        {resolvedAt === null
          ? history.states[state]
          : history.closed(
              outcome === null ? history.states.resolved : words.outcomes[outcome],
              <Moment at={resolvedAt} zone={timeZone} words={words} dated />,
            )}
      </span>
      <small>
        {after === null
          ? history.unanswered
          : answeredBy === null
            ? history.answeredAfter(after)
            : history.answered(<bdi>{answeredBy}</bdi>, after)}
      </small>
    </>
  );
}

/** `48 s`, `2 min 10 s`, `3 h 5 min` */
export function durationText(seconds: number, { history }: Words): string {
  const whole = Math.round(seconds);
  if (whole < 60) return history.seconds(whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return history.minutes(minutes, whole % 60);
  return history.hours(Math.floor(minutes / 60), minutes % 60);
}
