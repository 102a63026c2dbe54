import type { Ward } from "../domain/board.ts";
import type { Fault } from "../domain/refusals.ts";
import { Field, faultProps } from "./field.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { byWard } from "./move-page.tsx";
import { faultOf } from "./stay-sheet.tsx";

/** As the devices send it: `domain/readings.ts` takes no longer one. */
export const numberCharactersMax = 64;
export const nameCharactersMax = 80;

interface AdmissionPageProps extends HospitalShell {
  readonly beds: readonly { readonly bedId: string; readonly wardId: string }[];
  readonly wards: readonly Ward[];
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  /** Whom the number means that was typed, to be looked at. */
  readonly found: {
    readonly patientId: string;
    readonly number: string;
    readonly familyName: string;
    readonly givenName: string;
    readonly bornOn: string;
    readonly sex: "female" | "male" | "other" | "unknown";
  } | null;
}

/** Somebody the hospital has a record of, by number; or a new record. */
export function AdmissionPage(props: AdmissionPageProps) {
  const { beds, found, words } = props;
  const t = words.patients.admission;
  return (
    <HospitalPage {...props} page="patients" title={t.title} styles={["patients.css"]}>
      {beds.length === 0 && <p>{t.noBed}</p>}
      {found && <IsIt {...props} found={found} />}
      {!found && beds.length > 0 && (
        <div class="sides">
          <Known {...props} />
          <NewPatient {...props} />
        </div>
      )}
    </HospitalPage>
  );
}

const formOf = ({ values, faults }: AdmissionPageProps, who: "new" | "known") =>
  // What was wrong with one form is no fault of the other.
  values.who === undefined || values.who === who
    ? { values, faults }
    : { values: { bed: values.bed ?? "" } as Readonly<Record<string, string>>, faults: [] };

function Known(props: AdmissionPageProps) {
  const { person, words } = props;
  const { values, faults } = formOf(props, "known");
  const t = words.patients.admission;
  const number = faultOf(faults, "number");
  return (
    <form class="card" method="post" action={`/hospitals/${person.hospitalId}/admission`}>
      <h2>{t.known}</h2>
      <input type="hidden" name="who" value="known" />
      <BedField {...props} id="known-bed" values={values} faults={faults} />
      <Field id="known-number" label={t.number} hint={t.knownHint} fault={number}>
        <input
          id="known-number"
          name="number"
          value={values.number}
          required
          maxlength={numberCharactersMax}
          autocomplete="off"
          {...faultProps("known-number", number)}
        />
      </Field>
      <p class="buttons">
        <button type="submit" class="go">
          {t.find}
        </button>
      </p>
    </form>
  );
}

function NewPatient(props: AdmissionPageProps) {
  const { person, words } = props;
  const { values, faults } = formOf(props, "new");
  const t = words.patients.admission;
  const text = (name: "number" | "familyName" | "givenName", max: number, required = true) => (
    <Field id={`new-${name}`} label={t[name]} fault={faultOf(faults, name)}>
      <input
        id={`new-${name}`}
        name={name}
        value={values[name]}
        required={required}
        maxlength={max}
        autocomplete="off"
        {...faultProps(`new-${name}`, faultOf(faults, name))}
      />
    </Field>
  );
  return (
    <form class="card" method="post" action={`/hospitals/${person.hospitalId}/admission`}>
      <h2>{t.new}</h2>
      <input type="hidden" name="who" value="new" />
      <BedField {...props} id="new-bed" values={values} faults={faults} />
      {text("number", numberCharactersMax)}
      {text("familyName", nameCharactersMax)}
      {text("givenName", nameCharactersMax, false)}
      <Field id="new-born" label={t.bornOn} fault={faultOf(faults, "bornOn")}>
        <input
          id="new-born"
          name="bornOn"
          type="date"
          min="1900-01-01"
          value={values.bornOn}
          required
          {...faultProps("new-born", faultOf(faults, "bornOn"))}
        />
      </Field>
      <Field id="new-sex" label={t.sex} fault={faultOf(faults, "sex")}>
        <select id="new-sex" name="sex" required {...faultProps("new-sex", faultOf(faults, "sex"))}>
          <option value="">{t.chooseSex}</option>
          {(["female", "male", "other", "unknown"] as const).map((sex) => (
            <option value={sex} selected={values.sex === sex}>
              {t.sexes[sex]}
            </option>
          ))}
        </select>
      </Field>
      <div class="box">
        <input id="new-pregnant" name="pregnant" type="checkbox" value="yes" checked={values.pregnant === "yes"} />
        <label for="new-pregnant">{t.pregnant}</label>
      </div>
      <p class="buttons">
        <button type="submit" class="go">
          {t.submit}
        </button>
      </p>
    </form>
  );
}

function BedField({
  id,
  beds,
  wards,
  values,
  faults,
  words,
}: Pick<AdmissionPageProps, "beds" | "wards" | "values" | "faults" | "words"> & { readonly id: string }) {
  const t = words.patients.admission;
  const fault = faultOf(faults, "bed");
  return (
    <Field id={id} label={t.bed} fault={fault}>
      <select id={id} name="bed" required {...faultProps(id, fault)}>
        <option value="">{t.chooseBed}</option>
        {byWard(wards, beds).map(([ward, ofWard]) => (
          <optgroup label={ward}>
            {ofWard.map(({ bedId }) => (
              <option value={bedId} selected={values.bed === bedId}>
                {bedId}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </Field>
  );
}

/** Two marks beside the name: a number that was mistyped is somebody else's. */
function IsIt({
  found,
  values,
  person,
  words,
}: AdmissionPageProps & { found: NonNullable<AdmissionPageProps["found"]> }) {
  const { patients } = words;
  const t = patients.admission;
  const here = `/hospitals/${person.hospitalId}/admission`;
  return (
    <form class="card" method="post" action={here}>
      <h2>{t.isIt}</h2>
      <p class="who-it-is">
        <bdi>
          {found.givenName} {found.familyName}
        </bdi>
      </p>
      <p>
        {patients.born(patients.day(found.bornOn))} · {patients.merge.keeps(found.number)} · {t.sexes[found.sex]}
      </p>
      <input type="hidden" name="who" value="known" />
      <input type="hidden" name="bed" value={values.bed} />
      <input type="hidden" name="number" value={values.number} />
      <input type="hidden" name="patient" value={found.patientId} />
      <p class="buttons">
        <button type="submit" class="go">
          {t.itIs(values.bed ?? "")}
        </button>
        <a class="button" href={`${here}?bed=${encodeURIComponent(values.bed ?? "")}`}>
          {t.itIsNot}
        </a>
      </p>
    </form>
  );
}
