import { absenceMinutesMax, absenceReasons } from "../domain/absences.ts";
import { may } from "../domain/staff.ts";
import { Moment } from "./moments.tsx";
import { Faults, type StayPartProps, stayAct } from "./stay-part.tsx";

/** Whose patient it is, and whether they are off the ward: each with what can be said about it. */
export function StayCare({ details, person, words, refused }: StayPartProps) {
  const { hospital, bed } = details;
  const { nurse, away } = bed.stay;
  const t = words.stay.care;
  const mine = nurse?.staffId === person.staffId;
  return (
    <>
      <section id="nurse">
        <h2>{t.nurse}</h2>
        <div>
          {nurse === null ? t.nobodys : <bdi>{nurse.name}</bdi>}
          {nurse !== null && !nurse.onDuty && <> ({t.offDuty})</>}
          {may(person.role, "have_patients") && (
            <form class="inline" method="post" action={stayAct(bed, "nurse")}>
              <button type="submit" name="mine" value={mine ? "no" : "yes"}>
                {mine ? t.notMine : t.mine}
              </button>
            </form>
          )}
        </div>
      </section>
      <section id="absence">
        <h2>{t.offTheWard}</h2>
        {away === null && <p>{t.onTheWard}</p>}
        {away !== null && (
          <div>
            <b>{words.card.away[away.reason](<Moment at={away.until} zone={hospital.timeZone} words={words} />)}</b>{" "}
            {t.meanwhile}
            {may(person.role, "send_off_ward") && (
              <form class="inline" method="post" action={stayAct(bed, "absence/end")}>
                <button type="submit">{t.back}</button>
              </form>
            )}
          </div>
        )}
        {may(person.role, "send_off_ward") && (
          <form class="fields" method="post" action={stayAct(bed, "absence")}>
            <Faults faults={refused?.faults ?? []} />
            <label>
              {t.reason}
              <select name="reason" required>
                <option value="">{t.choose}</option>
                {absenceReasons.map((reason) => (
                  <option value={reason} selected={(refused?.values.reason ?? away?.reason) === reason}>
                    {t.reasons[reason]}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t.minutes(absenceMinutesMax)}
              <input
                name="minutes"
                inputmode="numeric"
                required
                pattern="[1-9][0-9]{0,2}"
                value={refused?.values.minutes}
              />
            </label>
            <button type="submit" class="go">
              {away === null ? t.leave : t.change}
            </button>
          </form>
        )}
      </section>
    </>
  );
}
