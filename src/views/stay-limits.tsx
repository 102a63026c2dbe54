import { may } from "../domain/staff.ts";
import { signs, vitalSigns } from "../domain/vitals.ts";
import { Moment } from "./moments.tsx";
import { Faults, type StayPartProps, stayAct } from "./stay-part.tsx";

const limitFields = ["criticalLow", "low", "high", "criticalHigh"] as const;

/** The limits that count for a patient, whose they are, and the form that sets the patient's own. */
export function StayLimitsForm({ details, person, words, refused }: StayPartProps) {
  const { hospital, bed, ownLimits } = details;
  const t = words.stay.limits;
  const values = refused?.values ?? {};
  const limited = signs.filter((sign) => sign !== "consciousness" && sign !== "oxygen");
  return (
    <section id="limits">
      <h2>{t.heading}</h2>
      <table class="limits">
        <thead>
          <tr>
            <th scope="col">{t.sign}</th>
            {limitFields.map((field) => (
              <th scope="col">{t.fields[field]}</th>
            ))}
            <th scope="col">{t.whose}</th>
          </tr>
        </thead>
        <tbody>
          {limited.map((sign) => {
            const own = ownLimits.find((one) => one.sign === sign);
            const limits = bed.stay.limits[sign];
            return (
              <tr>
                <th scope="row">
                  {words.signs[sign].long} <small>{vitalSigns[sign].unit}</small>
                </th>
                {limitFields.map((field) => (
                  <td>{limits?.[field] ?? "–"}</td>
                ))}
                <td>
                  {own ? (
                    <>
                      {t.own(<bdi>{own.by}</bdi>)} · <bdi>{own.reason}</bdi>
                      {own.until && (
                        <>
                          {" "}
                          · {words.stay.silence.until(<Moment at={own.until} zone={hospital.timeZone} words={words} />)}
                        </>
                      )}
                      {may(person.role, "set_limits") && (
                        <form class="inline" method="post" action={stayAct(bed, `limits/${sign}/end`)}>
                          <button type="submit">{t.end}</button>
                        </form>
                      )}
                    </>
                  ) : (
                    t.wards
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {may(person.role, "set_limits") && (
        <form class="fields" method="post" action={stayAct(bed, "limits")}>
          <Faults faults={refused?.faults ?? []} />
          <label>
            {t.sign}
            <select name="sign" required>
              <option value="">{words.stay.silence.choose}</option>
              {limited.map((sign) => (
                <option value={sign} selected={values.sign === sign}>
                  {words.signs[sign].long}
                </option>
              ))}
            </select>
          </label>
          {limitFields.map((field) => (
            <label>
              {t.fields[field]}
              <input name={field} inputmode="decimal" value={values[field]} autocomplete="off" />
            </label>
          ))}
          <label>
            {t.hours}
            <input name="hours" inputmode="numeric" value={values.hours} placeholder={t.wholeStay} />
          </label>
          <label>
            {words.stay.silence.reason}
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
