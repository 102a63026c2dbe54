import { chosenEndings } from "../domain/stay-endings.ts";
import { alertWhat } from "./alert-words.ts";
import { Field, faultProps } from "./field.tsx";
import { PriorityMark } from "./severity.tsx";
import { faultOf, type SentForm, StaySheet, type StaySheetProps } from "./stay-sheet.tsx";

/** Asks back: who it is, what is closed with it, and how they leave. */
export function DischargePage({ values, faults, ...sheet }: StaySheetProps & SentForm) {
  const { details, words } = sheet;
  const { bedId, stay } = details.bed;
  const alerts = details.alerts.filter(({ stayId }) => stayId === stay.stayId);
  const t = words.patients.discharge;
  const ending = faultOf(faults, "ending");
  return (
    <StaySheet {...sheet} title={t.title(bedId)}>
      <section>
        <h2>{t.ask}</h2>
        {alerts.length > 0 && (
          <>
            <p>{t.closes(alerts.length)}</p>
            <ul class="plain">
              {alerts.map((alert) => (
                <li>
                  <PriorityMark priority={alert.priority} words={words} /> {alertWhat(alert, words)}
                </li>
              ))}
            </ul>
          </>
        )}
        <p>{t.ends}</p>
        <form class="card" method="post" action={`/stays/${stay.stayId}/discharge`}>
          <input type="hidden" name="bed" value={bedId} />
          <Field id="discharge-ending" label={t.how} fault={ending}>
            <select id="discharge-ending" name="ending" required {...faultProps("discharge-ending", ending)}>
              <option value="">{t.choose}</option>
              {chosenEndings.map((one) => (
                <option value={one} selected={values.ending === one}>
                  {t.endings[one]}
                </option>
              ))}
            </select>
          </Field>
          <p class="buttons">
            <button type="submit" class="go">
              {t.submit}
            </button>
            <a class="button" href={`/stays/${stay.stayId}`}>
              {t.back}
            </a>
          </p>
        </form>
      </section>
    </StaySheet>
  );
}
