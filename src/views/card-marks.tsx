import type { StayPicture } from "../domain/board.ts";
import { causeName } from "./alert-words.ts";
import type { DrawContext } from "./draw-context.ts";
import { heldPath } from "./held-readings-page.tsx";
import { Moment } from "./moments.tsx";
import { firstGrapheme } from "./patient-name.tsx";
import type { Words } from "./words/words.ts";

/**
 * What is not as usual for this patient and would be forgotten: away until a time, pauses with their end, limits of their
 * own. Never in a menu:
 * nobody looks there unasked. Empty, but there, for a patient like any other.
 */
export function CardMarks({ stay, ctx }: { stay: StayPicture; ctx: DrawContext }) {
  const { words, hospital } = ctx;
  const at = { zone: hospital.timeZone, words };
  const { marks } = words.card;
  return (
    <p class="marks">
      <PatientMarks stay={stay} ctx={ctx} />
      {stay.away !== null && (
        <span class="mark away">{words.card.away[stay.away.reason](<Moment at={stay.away.until} {...at} />)}</span>
      )}
      {stay.silences.map(({ cause, until }) => (
        <span
          class="mark silent"
          title={cause === null ? marks.bedSilentLong : marks.ruleSilentLong(causeName(cause, words))}
        >
          {marks.silent(cause === null ? null : causeName(cause, words), <Moment at={until} {...at} />)}
          <span class="left">{marks.left(<Moment at={until} ticks="until" {...at} />)}</span>
        </span>
      ))}
      {stay.ownLimits.length > 0 && (
        <span class="mark limits">{marks.limits(stay.ownLimits.map((sign) => words.signs[sign].short))}</span>
      )}
      <RoundMark stay={stay} ctx={ctx} />
    </p>
  );
}

/**
 * A second mark of who it is, and what must be known before anything is done to them. A wall has neither a day of birth nor
 * what was decided about dying: that isolation and a similar name stand there protects whoever comes in.
 */
function PatientMarks({ stay, ctx }: { stay: StayPicture; ctx: DrawContext }) {
  const { patients } = ctx.words;
  const { mark } = patients;
  const { resuscitation, isolations } = stay.marks;
  const isStaff = ctx.audience === "staff";
  const decided = isStaff && resuscitation !== null ? mark.resuscitation[resuscitation] : null;
  const kinds = isolations.map((one) => mark.isolation[one]).join(", ");
  return (
    <>
      {isStaff && (
        <span class="born" title={patients.bornLong}>
          {patients.day(stay.patient.bornOn)}
        </span>
      )}
      {decided !== null && resuscitation !== null && (
        <b class="mark resuscitation" title={patients.marks.resuscitation.values[resuscitation]}>
          {decided}
        </b>
      )}
      {kinds !== "" && (
        <b class="mark isolation" title={mark.isolationLong(kinds)}>
          {kinds}
        </b>
      )}
      {stay.held && <HeldMark ctx={ctx} />}
      {stay.similarTo.length > 0 && (
        <b class="mark similar" title={mark.similarLong(stay.similarTo)}>
          <span aria-hidden="true">{mark.similar(stay.similarTo)}</span>
          <span class="sr">{mark.similarLong(stay.similarTo)}</span>
        </b>
      )}
    </>
  );
}

/** Readings wait that may be another patient's; who may say so finds them behind it. */
function HeldMark({ ctx: { words, hospital, audience } }: { ctx: DrawContext }) {
  const { mark, markLong } = words.held;
  return (
    <b class="mark held" title={markLong}>
      {audience === "staff" ? <a href={heldPath(hospital.hospitalId)}>{mark}</a> : mark}
    </b>
  );
}

/** When the next set of observations is due, counted down; for how long it has been, where it is. */
function RoundMark({ stay: { round }, ctx: { words, hospital } }: { stay: StayPicture; ctx: DrawContext }) {
  const { dueAt, stage } = round;
  const { mark } = words.rounds;
  const ticks = stage === "waiting" ? "in" : "since";
  return (
    <span class={`round ${stage}`} title={mark.long}>
      {mark[stage](<Moment at={dueAt} ticks={ticks} zone={hospital.timeZone} words={words} />)}
    </span>
  );
}

/** Whose patient it is: initials, the name at a touch. Who is not on duty is not the one to look for. */
export function NurseMark({ stay: { nurse }, words }: { stay: StayPicture; words: Words }) {
  if (nurse === null) return <span class="nurse" />;
  const { name, onDuty } = nurse;
  const long = onDuty ? words.card.nurse(name) : words.card.nurseOffDuty(name);
  return (
    <abbr class={onDuty ? "nurse" : "nurse off"} title={long}>
      <bdi aria-hidden="true">{initialsOf(name)}</bdi>
      <span class="sr">{long}</span>
    </abbr>
  );
}

/** Of the first and the last of a person's names. */
function initialsOf(name: string): string {
  const names = name.trim().split(/\s+/);
  const ends = names.length > 1 ? [names[0], names.at(-1)] : names;
  return ends.map((one) => firstGrapheme(one ?? "")).join("");
}
