import { priorities } from "../domain/alerts.ts";
import { silenceMinutesMax } from "../domain/silences.ts";
import { may } from "../domain/staff.ts";
import { causeName } from "./alert-words.ts";
import { Moment } from "./moments.tsx";
import { Faults, type StayPartProps, stayAct } from "./stay-part.tsx";

/** What is silenced at a bed, by whom and why, and the form for more. */
export function StaySilences({ details, person, words, refused }: StayPartProps) {
  const { hospital, bed, silences, alerts } = details;
  const t = words.stay.silence;
  const values = refused?.values ?? {};
  const causes = [...new Set(alerts.flatMap(({ causes }) => causes.map(({ cause }) => cause)))];
  return (
    <section id="silences">
      <h2>{t.heading}</h2>
      {silences.length === 0 && <p>{t.none}</p>}
      <ul class="plain">
        {silences.map((one) => (
          <li>
            <b>{one.cause === null ? t.wholeBed : causeName(one.cause, words)}</b>{" "}
            {t.until(<Moment at={one.until} zone={hospital.timeZone} words={words} />)} · <bdi>{one.reason}</bdi> ·{" "}
            <bdi>{one.by}</bdi>
            {may(person.role, "silence") && (
              <form class="inline" method="post" action={stayAct(bed, `silences/${one.silenceId}/end`)}>
                <button type="submit">{t.end}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {may(person.role, "silence") && (
        <form class="fields" method="post" action={stayAct(bed, "silences")}>
          <Faults faults={refused?.faults ?? []} />
          <label>
            {t.what}
            <select name="cause">
              <option value="">{t.wholeBed}</option>
              {causes.map((cause) => (
                <option value={cause} selected={values.cause === cause}>
                  {causeName(cause, words)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.priority}
            <select name="priority" required>
              <option value="">{t.choose}</option>
              {[...priorities].reverse().map((priority) => (
                <option value={priority} selected={values.priority === priority}>
                  {t.upTo(words.priorities[priority], silenceMinutesMax[priority])}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.minutes}
            <input name="minutes" inputmode="numeric" required pattern="[1-9][0-9]?" value={values.minutes} />
          </label>
          <label>
            {t.reason}
            <input name="reason" required maxlength={200} value={values.reason} autocomplete="off" />
          </label>
          <button type="submit" class="go">
            {t.submit}
          </button>
        </form>
      )}
    </section>
  );
}
