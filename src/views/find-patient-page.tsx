import type { Fault } from "../domain/refusals.ts";
import { may } from "../domain/staff.ts";
import { recentlyLeftDays } from "../domain/stay-endings.ts";
import { Field, faultProps } from "./field.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { Moment } from "./moments.tsx";
import { faultOf } from "./stay-sheet.tsx";

/** A name, and a good part of a second one. */
export const searchCharactersMax = 80;

interface FoundRow {
  readonly stayId: string;
  readonly number: string;
  readonly alsoNumber: string | null;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: string;
  readonly sex: "female" | "male" | "other" | "unknown";
  readonly bedId: string;
  readonly wardName: string;
  readonly leftAt: Date | null;
}

interface FindPatientPageProps extends HospitalShell {
  readonly text: string;
  /** Null: nobody was looked for. One more than `foundMax` where there are more. */
  readonly found: readonly FoundRow[] | null;
  readonly foundMax: number;
  readonly faults: readonly Fault[];
}

export function FindPatientPage({ text, found, foundMax, faults, ...shell }: FindPatientPageProps) {
  const { person, words } = shell;
  const t = words.patients.search;
  const fault = faultOf(faults, "text");
  const here = `/hospitals/${person.hospitalId}`;
  return (
    <HospitalPage {...shell} page="patients" title={t.title} styles={["patients.css"]}>
      <form class="card find-patient" method="post" action={`${here}/patients`}>
        <Field id="find-text" label={t.text} hint={t.hint(recentlyLeftDays)} fault={fault}>
          <input
            id="find-text"
            name="text"
            type="search"
            value={text}
            required
            autofocus={found === null}
            maxlength={searchCharactersMax}
            autocomplete="off"
            {...faultProps("find-text", fault)}
          />
        </Field>
        <p class="buttons">
          <button type="submit" class="go">
            {t.submit}
          </button>
          {may(person.role, "admit_and_move") && (
            <a class="button" href={`${here}/admission`}>
              {t.admit}
            </a>
          )}
        </p>
      </form>
      {found !== null && <Found {...shell} found={found.slice(0, foundMax)} isMore={found.length > foundMax} />}
    </HospitalPage>
  );
}

function Found({
  found,
  isMore,
  hospital,
  words,
}: HospitalShell & { readonly found: readonly FoundRow[]; readonly isMore: boolean }) {
  const { patients } = words;
  const t = patients.search;
  if (found.length === 0) return <p role="status">{t.none}</p>;
  return (
    <section class="found">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.patient}</th>
            <th scope="col">{t.bed}</th>
          </tr>
        </thead>
        <tbody>
          {found.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/stays/${one.stayId}`}>
                  <bdi>{one.familyName}</bdi>, <bdi>{one.givenName}</bdi>
                </a>
                <p>
                  <span class="nowrap">{patients.born(patients.day(one.bornOn))}</span> ·{" "}
                  {patients.numbers(one.number, one.alsoNumber === null ? [] : [one.alsoNumber])} ·{" "}
                  {patients.admission.sexes[one.sex]}
                </p>
              </th>
              <td>
                {one.leftAt === null ? (
                  <>
                    <b class="bed-id">{one.bedId}</b> <small>{one.wardName}</small>
                  </>
                ) : (
                  <>
                    {t.left(<Moment at={one.leftAt} dated zone={hospital.timeZone} words={words} />)}{" "}
                    <small>{one.bedId}</small>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isMore && <p class="small">{t.more(found.length)}</p>}
    </section>
  );
}
