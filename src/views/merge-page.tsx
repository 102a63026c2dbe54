import type { PatientMark } from "../domain/patient-marks.ts";
import { Field, FieldFault, faultProps } from "./field.tsx";
import { markText } from "./stay-marks.tsx";
import { faultOf, type SentForm, StaySheet, type StaySheetProps } from "./stay-sheet.tsx";
import type { Words } from "./words/words.ts";

/** One of the two records, as a person has to compare them. */
export interface MergeSide {
  readonly record: {
    readonly patientId: string;
    readonly number: string;
    readonly familyName: string;
    readonly givenName: string;
    readonly bornOn: string;
    readonly sex: "female" | "male" | "other" | "unknown";
  };
  /** Null: not here. */
  readonly stay: { readonly stayId: string; readonly bedId: string } | null;
  readonly marks: readonly PatientMark[];
}

interface MergePageProps extends StaySheetProps, SentForm {
  /** The record of the page, and the one that its number means; null: none was asked for. */
  readonly sides: readonly [MergeSide, MergeSide] | null;
}

/** First the other number, then both records side by side, and which of them is kept. */
export function MergePage({ sides, values, faults, ...sheet }: MergePageProps) {
  const { details, words } = sheet;
  const { bedId, stay } = details.bed;
  const t = words.patients.merge;
  const here = `/stays/${stay.stayId}/merge`;
  const number = faultOf(faults, "number");
  return (
    <StaySheet {...sheet} title={t.title(bedId)}>
      <section>
        <p>{t.lead}</p>
        <form class="card" method="post" action={here}>
          <Field id="merge-number" label={t.number} fault={number}>
            <input
              id="merge-number"
              name="number"
              value={values.number}
              required
              autocomplete="off"
              {...faultProps("merge-number", number)}
            />
          </Field>
          <p class="buttons">
            <button type="submit" class={sides ? undefined : "go"}>
              {t.find}
            </button>
          </p>
        </form>
      </section>
      {sides && <Compared {...{ sides, values, faults, here, words }} />}
    </StaySheet>
  );
}

function Compared({
  sides,
  values,
  faults,
  here,
  words,
}: SentForm & { readonly sides: readonly [MergeSide, MergeSide]; readonly here: string; readonly words: Words }) {
  const t = words.patients.merge;
  const stays = sides.flatMap(({ stay }) => stay ?? []);
  return (
    <section>
      <h2>{t.same}</h2>
      <div class="sides">
        {sides.map((side) => (
          <Side side={side} words={words} />
        ))}
      </div>
      <form class="card" method="post" action={here}>
        <input type="hidden" name="number" value={values.number} />
        <input type="hidden" name="sure" value="yes" />
        <fieldset>
          <legend>{t.keep}</legend>
          <FieldFault id="merge-keep" fault={faultOf(faults, "keep")} />
          {sides.map(({ record }) => (
            <label>
              <input
                type="radio"
                name="keep"
                value={record.patientId}
                required
                checked={values.keep === record.patientId}
              />{" "}
              <span>
                {t.keeps(record.number)} ·{" "}
                <bdi>
                  {record.givenName} {record.familyName}
                </bdi>
              </span>
            </label>
          ))}
        </fieldset>
        {stays.length > 1 && (
          <fieldset>
            <legend>{t.goesOn}</legend>
            <FieldFault id="merge-goes-on" fault={faultOf(faults, "goesOn")} />
            {stays.map(({ stayId, bedId }) => (
              <label>
                <input type="radio" name="goesOn" value={stayId} required checked={values.goesOn === stayId} />{" "}
                {t.goesOnIn(bedId)}
              </label>
            ))}
            <p>{t.otherEnds}</p>
          </fieldset>
        )}
        <p>{t.otherNumber}</p>
        <p class="buttons">
          <button type="submit" class="go">
            {t.submit}
          </button>
        </p>
      </form>
    </section>
  );
}

function Side({ side: { record, stay, marks }, words }: { side: MergeSide; words: Words }) {
  const { patients } = words;
  return (
    <div class="side">
      <h3>
        <bdi>
          {record.givenName} {record.familyName}
        </bdi>
      </h3>
      <p>
        {patients.merge.keeps(record.number)} · {patients.born(patients.day(record.bornOn))} ·{" "}
        {patients.admission.sexes[record.sex]}
      </p>
      <p>{stay ? patients.merge.here(stay.bedId) : patients.merge.notHere}</p>
      {marks.map((mark) => (
        <p>
          {patients.marks[mark.mark].heading}: {markText(mark, words)}
          {mark.words !== null && (
            <>
              {" "}
              · <bdi>{mark.words}</bdi>
            </>
          )}
        </p>
      ))}
    </div>
  );
}
