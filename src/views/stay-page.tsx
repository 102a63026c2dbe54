import type { AlertRow, BedPicture, Hospital, Ward } from "../domain/board.ts";
import type { SignLimits } from "../domain/limits.ts";
import type { Measurement } from "../domain/measurements.ts";
import { type MarkKind, markKinds, type PatientMark } from "../domain/patient-marks.ts";
import type { Fault } from "../domain/refusals.ts";
import type { ScoreEntry } from "../domain/score-history.ts";
import type { Person } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";
import { alertWhat } from "./alert-words.ts";
import type { AssetUrls } from "./layout.tsx";
import { clockTime } from "./moments.tsx";
import { PriorityMark } from "./severity.tsx";
import { StayCard } from "./stay-card.tsx";
import { StayCare } from "./stay-care.tsx";
import { StayHeading } from "./stay-heading.tsx";
import { StayLimitsForm } from "./stay-limits.tsx";
import { StayMarks } from "./stay-marks.tsx";
import { StayObservations } from "./stay-observations.tsx";
import { StayPlace } from "./stay-place.tsx";
import { StayScore } from "./stay-score.tsx";
import { StayShell } from "./stay-shell.tsx";
import { StaySilences } from "./stay-silences.tsx";
import type { Words } from "./words/words.ts";

/** What stands about a stay beside what its card shows. */
export interface StayDetails {
  readonly hospital: Hospital;
  readonly wards: readonly Ward[];
  readonly bed: BedPicture & { readonly stay: NonNullable<BedPicture["stay"]> };
  readonly alerts: readonly AlertRow[];
  readonly silences: readonly {
    readonly silenceId: string;
    readonly cause: string | null;
    readonly reason: string;
    readonly by: string;
    readonly until: Date;
  }[];
  readonly ownLimits: readonly (SignLimits & {
    readonly sign: Sign;
    readonly reason: string;
    readonly by: string;
    readonly until: Date | null;
  })[];
  readonly marks: readonly PatientMark[];
  /** Others that mean the same person. */
  readonly otherNumbers: readonly string[];
  readonly now: Date;
}

/** The forms of the page that can be refused for what stands in them. */
export type StayForm = "absence" | "silence" | "limits" | MarkKind;

interface StayPageProps {
  readonly details: StayDetails;
  readonly person: Person;
  readonly words: Words;
  readonly assets: AssetUrls;
  readonly cursor: string;
  readonly build: string;
  /** What was measured last, newest first, and how the score went, oldest first. */
  readonly measurements: readonly Measurement[];
  readonly scores: readonly ScoreEntry[];
  /** The form that was refused, what was sent in it and why. */
  readonly refused?: RefusedForm;
}

interface RefusedForm {
  readonly form: StayForm;
  readonly values: Record<string, string>;
  readonly faults: readonly Fault[];
}

const isMark = (refused: RefusedForm | undefined): refused is RefusedForm & { readonly form: MarkKind } =>
  markKinds.some((kind) => kind === refused?.form);

/** A patient's page: the card, what is open, and what is paused or set for this patient, with who and why. */
export function StayPage(props: StayPageProps) {
  const { details, person, words, assets, cursor, build, measurements, scores, refused } = props;
  const { hospital, bed, alerts, now } = details;
  const part = { details, person, words };
  const t = words.stay;
  return (
    <StayShell {...{ details, person, words, assets, cursor, build }} title={t.title(bed.bedId)}>
      <StayHeading details={details} words={words} />
      <StayCard details={details} words={words} />
      <p class="ways">
        <a href={`/stays/${bed.stay.stayId}/trends`}>{words.trends.link}</a>
      </p>
      <section>
        <h2>{t.alerts}</h2>
        {alerts.length === 0 && <p>{words.alerts.empty}</p>}
        <ul class="plain">
          {alerts.map((alert) => (
            <li>
              <PriorityMark priority={alert.priority} words={words} />{" "}
              <a href={`/alerts/${alert.alertId}`}>{alertWhat(alert, words)}</a> (
              {clockTime(alert.raisedAt, hospital.timeZone, words)})
            </li>
          ))}
        </ul>
      </section>
      <StayMarks {...part} refused={isMark(refused) ? refused : undefined} />
      <StayObservations {...part} measurements={measurements} />
      <StayScore stay={bed.stay} scores={scores} now={now} zone={hospital.timeZone} words={words} />
      <StayPlace {...part} />
      <StayCare {...part} refused={refused?.form === "absence" ? refused : undefined} />
      <StaySilences {...part} refused={refused?.form === "silence" ? refused : undefined} />
      <StayLimitsForm {...part} refused={refused?.form === "limits" ? refused : undefined} />
    </StayShell>
  );
}
