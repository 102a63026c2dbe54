import type { OpenHold } from "../domain/holding.ts";
import { may } from "../domain/staff.ts";
import { isSign, shownValue } from "../domain/vitals.ts";
import { FieldFault } from "./field.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { Moment } from "./moments.tsx";

export const heldPath = (hospitalId: string) => `/hospitals/${hospitalId}/held-readings`;

interface HeldReadingsPageProps extends HospitalShell {
  readonly holds: readonly OpenHold[];
  /** The one that was sent without a choice. */
  readonly faulty: string | null;
}

/** What waits for a person, oldest first: where it comes from, why it waits, what it says, and whose it may be. */
export function HeldReadingsPage({ holds, faulty, ...shell }: HeldReadingsPageProps) {
  const { words, person } = shell;
  const t = words.held;
  return (
    <HospitalPage {...shell} title={t.title} page="held" styles={["patients.css"]}>
      <p>{t.lead}</p>
      {holds.length === 0 && <p>{t.none}</p>}
      {holds.length > 0 && !may(person.role, "settle_held") && <p>{t.readOnly}</p>}
      {holds.map((hold) => (
        <Hold {...{ hold, shell }} isFaulty={hold.holdId === faulty} />
      ))}
    </HospitalPage>
  );
}

function Hold({ hold, shell, isFaulty }: { hold: OpenHold; shell: HospitalShell; isFaulty: boolean }) {
  const { words, person, hospital } = shell;
  const t = words.held;
  const { holdId, deviceId, reason, bedId, namedBedId, namedPatient, count, firstAt, lastAt } = hold;
  const moment = (at: Date) => <Moment at={at} dated zone={hospital.timeZone} words={words} />;
  return (
    <section id={`hold-${holdId}`} class="stay-sheet">
      <h2>
        <bdi>{deviceId}</bdi>: {t.reasons[reason](bedId)}
      </h2>
      {namedBedId !== null && <p>{t.named.bed(namedBedId)}</p>}
      {namedPatient !== null && <p>{t.named.patient(<bdi>{namedPatient}</bdi>)}</p>}
      <p>
        {words.devices.heldReadings(count)}, {t.spanned(moment(firstAt), +lastAt > +firstAt ? moment(lastAt) : null)}:{" "}
        {hold.newest
          .flatMap(({ sign, value }) =>
            isSign(sign) ? `${words.signs[sign].short} ${value === null ? "–" : shownValue(sign, value)}` : [],
          )
          .join(", ")}
      </p>
      {may(person.role, "settle_held") && <Settle {...{ hold, shell, isFaulty }} />}
    </section>
  );
}

function Settle({ hold, shell, isFaulty }: { hold: OpenHold; shell: HospitalShell; isFaulty: boolean }) {
  const { words, hospital } = shell;
  const t = words.held;
  const id = `whose-${hold.holdId}`;
  return (
    <form class="card" method="post" action={`${heldPath(hospital.hospitalId)}/${hold.holdId}`}>
      <fieldset>
        <legend>{t.whose}</legend>
        <FieldFault id={id} fault={isFaulty ? t.faults.whose : undefined} />
        {hold.candidates.length === 0 && <p>{t.noCandidate}</p>}
        {hold.candidates.map(({ stayId, number, familyName, givenName, bornOn, bedId }) => (
          <label>
            <input type="radio" name="stay" value={stayId} required />{" "}
            <span>
              <b>
                <bdi>
                  {givenName} {familyName}
                </bdi>
              </b>{" "}
              · {words.patients.born(words.patients.day(bornOn))} · <bdi>{number}</bdi> · {t.of(bedId)}
            </span>
          </label>
        ))}
        <label>
          <input type="radio" name="stay" value="none" required /> <span>{t.nobody}</span>
        </label>
      </fieldset>
      <p class="buttons">
        <button type="submit" class="go">
          {t.submit}
        </button>
      </p>
    </form>
  );
}
