import type { Ward } from "../domain/board.ts";
import { Field, faultProps } from "./field.tsx";
import { faultOf, type SentForm, StaySheet, type StaySheetProps } from "./stay-sheet.tsx";

interface MovePageProps extends StaySheetProps, SentForm {
  readonly beds: readonly { readonly bedId: string; readonly wardId: string }[];
  readonly others: readonly {
    readonly stayId: string;
    readonly bedId: string;
    readonly wardId: string;
    readonly familyName: string;
    readonly givenName: string;
  }[];
}

/** Into a free bed, or in exchange with somebody. */
export function MovePage({ beds, others, values, faults, ...sheet }: MovePageProps) {
  const { details, words } = sheet;
  const { bedId, stay } = details.bed;
  const t = words.patients.move;
  const seen = <input type="hidden" name="bed" value={bedId} />;
  const [to, other] = [faultOf(faults, "to"), faultOf(faults, "with")];
  return (
    <StaySheet {...sheet} title={t.title(bedId)}>
      <section>
        <h2>{t.toFree}</h2>
        {beds.length === 0 && <p>{words.patients.admission.noBed}</p>}
        {beds.length > 0 && (
          <form class="card" method="post" action={`/stays/${stay.stayId}/bed`}>
            {seen}
            <Field id="move-to" label={words.patients.admission.bed} fault={to}>
              <select id="move-to" name="to" required {...faultProps("move-to", to)}>
                <option value="">{words.patients.admission.chooseBed}</option>
                {byWard(details.wards, beds).map(([ward, ofWard]) => (
                  <optgroup label={ward}>
                    {ofWard.map((bed) => (
                      <option value={bed.bedId} selected={values.to === bed.bedId}>
                        {bed.bedId}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </select>
            </Field>
            <p class="buttons">
              <button type="submit" class="go">
                {t.submit}
              </button>
            </p>
          </form>
        )}
      </section>
      <section>
        <h2>{t.swap}</h2>
        <form class="card" method="post" action={`/stays/${stay.stayId}/swap`}>
          {seen}
          <Field id="move-with" label={words.patients.search.patient} fault={other}>
            <select id="move-with" name="with" required {...faultProps("move-with", other)}>
              <option value="">{t.chooseOther}</option>
              {byWard(details.wards, others).map(([ward, ofWard]) => (
                <optgroup label={ward}>
                  {ofWard.map((one) => (
                    <option value={`${one.stayId}@${one.bedId}`}>
                      {one.bedId} · {one.familyName}, {one.givenName}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </Field>
          <p class="buttons">
            <button type="submit" class="go">
              {t.submitSwap}
            </button>
          </p>
        </form>
      </section>
      <p>{t.alertsFollow}</p>
    </StaySheet>
  );
}

/** In the order of the wards. */
export const byWard = <B extends { readonly wardId: string }>(
  wards: readonly Ward[],
  beds: readonly B[],
): (readonly [string, readonly B[]])[] =>
  wards
    .map(({ wardId, name }) => [name, beds.filter((bed) => bed.wardId === wardId)] as const)
    .filter(([, ofWard]) => ofWard.length > 0);
