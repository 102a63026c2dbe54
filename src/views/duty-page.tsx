import type { Ward } from "../domain/board.ts";
import type { Duty, OnDuty } from "../domain/duties.ts";
import type { Shift, ShiftsOnOffer } from "../domain/shifts.ts";
import type { Person } from "../domain/staff.ts";
import { DutyText } from "./duty-text.tsx";
import { type AssetUrls, Layout, Masthead } from "./layout.tsx";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface DutyPageProps {
  readonly assets: AssetUrls;
  readonly demo: boolean;
  readonly words: Words;
  readonly person: Person;
  /** IANA zone. */
  readonly timeZone: string;
  readonly wards: readonly Ward[];
  /** What they are on duty for already. */
  readonly duty: Duty | null;
  /** Who else is. */
  readonly present: readonly OnDuty[];
  readonly offer: ShiftsOnOffer;
  readonly now: Date;
}

/** One tap at the beginning of a shift, and the same page to change it or to go home. Plain forms: no script is needed. */
export function DutyPage(props: DutyPageProps) {
  const { assets, demo, words, person, timeZone, wards, duty, present, offer, now } = props;
  const said = words.duty;
  const board = `/hospitals/${person.hospitalId}`;
  return (
    <Layout title={said.title} words={words} assets={assets} styles={["pages.css"]} bodyClass="single">
      <Masthead words={words} demo={demo} />
      <main id="content" class="sheet duty">
        <h1>{duty === null ? said.title : said.change}</h1>
        {duty === null ? (
          <p class="lead">{said.lead}</p>
        ) : (
          <p class="lead">
            <DutyText duty={duty} timeZone={timeZone} words={words} />
          </p>
        )}
        <form id="duty-form" method="post" action="/duty">
          <fieldset class="until">
            <legend>{said.until}</legend>
            {(["running", "following"] as const).map((shift) => (
              <label>
                <input type="radio" name="shift" value={shift} checked={shift === offer.likely} />{" "}
                <span>
                  <ShiftEnd shift={offer[shift]} timeZone={timeZone} now={now} words={words} />
                </span>
              </label>
            ))}
          </fieldset>
          <ul class="choices">
            {wards.map((ward) => (
              <li>
                <WardButton
                  wardId={ward.wardId}
                  name={ward.name}
                  present={present.filter(({ wardId }) => wardId === ward.wardId)}
                  current={duty?.wardId === ward.wardId}
                  words={words}
                />
              </li>
            ))}
            <li>
              <WardButton
                wardId={null}
                name={words.header.allWards}
                present={present.filter(({ wardId }) => wardId === null)}
                current={duty !== null && duty.wardId === null}
                words={words}
              />
            </li>
          </ul>
        </form>
        {duty === null ? (
          <p>
            <a id="not-on-duty" class="button" href={board}>
              {said.notOnDuty}
            </a>
          </p>
        ) : (
          <EndDuty words={words} />
        )}
        <p class="links">
          {duty !== null && <a href={board}>{words.raise.back}</a>}
          <a href={`${board}/duty`}>{said.who}</a>
        </p>
      </main>
      <footer class="secondary">{words.secondaryDisplay}</footer>
    </Layout>
  );
}

interface WardButtonProps {
  readonly wardId: string | null;
  readonly name: string;
  readonly present: readonly OnDuty[];
  readonly current: boolean;
  readonly words: Words;
}

function WardButton({ wardId, name, present, current, words }: WardButtonProps) {
  return (
    <button
      id={`duty-${wardId ?? "all"}`}
      type="submit"
      name="ward"
      value={wardId ?? ""}
      aria-pressed={String(current)}
    >
      <b>
        <bdi>{name}</bdi>
      </b>
      <small>{words.duty.already(present.length)}</small>
    </button>
  );
}

/** Going home, and leaving the computer to a colleague, are two things: each has its button. */
function EndDuty({ words }: { words: Words }) {
  return (
    <div class="end-duty">
      <form id="duty-end" method="post" action="/duty/end">
        <button type="submit">{words.duty.end}</button>
      </form>
      <form id="duty-end-sign-out" method="post" action="/session/end">
        <input type="hidden" name="duty" value="end" />
        <button type="submit">{words.duty.endAndSignOut}</button>
      </form>
    </div>
  );
}

/** `19:00`, and the day where it is not today's. */
function ShiftEnd({ shift, timeZone, now, words }: { shift: Shift; timeZone: string; now: Date; words: Words }) {
  const day = (at: Date) => new Intl.DateTimeFormat(words.language, { timeZone, weekday: "long" }).format(at);
  const sameDay = day(shift.until) === day(now);
  return (
    <>
      <Moment at={shift.until} zone={timeZone} words={words} />
      {!sameDay && <> {day(shift.until)}</>}
    </>
  );
}
