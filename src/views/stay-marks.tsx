import type { Child } from "hono/jsx";
import {
  allergyAnswers,
  isolations,
  isolationsOf,
  type MarkKind,
  markKinds,
  markPermission,
  type PatientMark,
  resuscitations,
} from "../domain/patient-marks.ts";
import { may } from "../domain/staff.ts";
import { Moment } from "./moments.tsx";
import { Faults, type StayPartProps, stayAct } from "./stay-part.tsx";
import type { Words } from "./words/words.ts";

interface StayMarksProps extends Omit<StayPartProps, "refused"> {
  readonly refused: (NonNullable<StayPartProps["refused"]> & { readonly form: MarkKind }) | undefined;
}

/** What must be known of a patient before anything is done to them, by whom it was said, and the forms that say otherwise. */
export function StayMarks({ details, person, words, refused }: StayMarksProps) {
  const t = words.patients.marks;
  return (
    <section id="marks">
      <h2>{t.heading}</h2>
      <dl class="known">
        {markKinds.map((kind) => {
          const said = details.marks.find(({ mark }) => mark === kind);
          const refusedHere = refused?.form === kind ? refused : undefined;
          return (
            <div class={`known-${kind}`}>
              <dt>{t[kind].heading}</dt>
              <dd>
                <Said kind={kind} said={said} zone={details.hospital.timeZone} words={words} />
                {may(person.role, markPermission[kind]) && (
                  <details id={`change-${kind}`} open={refusedHere !== undefined}>
                    <summary>
                      {t.change}
                      <span class="sr">: {t[kind].heading}</span>
                    </summary>
                    <Form {...{ kind, said, details, words }} refused={refusedHere} />
                  </details>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function Said({
  kind,
  said,
  zone,
  words,
}: {
  kind: MarkKind;
  said: PatientMark | undefined;
  zone: string;
  words: Words;
}) {
  const t = words.patients.marks;
  if (!said) return <span class="unsaid">{kind === "spo2_scale" ? t.spo2_scale.one : t.nothing}</span>;
  const when = <Moment at={said.at} dated zone={zone} words={words} />;
  return (
    <>
      <b>{markText(said, words)}</b>
      {said.words !== null && (
        <>
          {" "}
          · <bdi class="words">{said.words}</bdi>
        </>
      )}{" "}
      <small>{said.by === null ? t.earlier : t.by(<bdi>{said.by}</bdi>, when)}</small>
    </>
  );
}

/** What a mark says, without its details. */
export function markText({ mark, value }: Pick<PatientMark, "mark" | "value">, words: Words): string {
  const t = words.patients.marks;
  switch (mark) {
    case "resuscitation":
      return resuscitations.flatMap((one) => (one === value ? t.resuscitation.values[one] : []))[0] ?? value;
    case "isolation":
      return isolationsOf(value)
        .map((one) => t.isolation.values[one])
        .join(", ");
    case "allergies":
      return allergyAnswers.flatMap((one) => (one === value ? t.allergies.values[one] : []))[0] ?? value;
    case "spo2_scale":
      return t.spo2_scale.two;
  }
}

type FormProps = Pick<StayPartProps, "details" | "words" | "refused"> & {
  readonly kind: MarkKind;
  readonly said: PatientMark | undefined;
};

/** As it stands, or as it was typed. */
function Form(props: FormProps) {
  const { kind, said, details, words, refused } = props;
  const t = words.patients.marks;
  const values = refused?.values ?? {};
  if (kind === "spo2_scale")
    return (
      <MarkForm {...props} path="spo2-scale" submit={said ? t.spo2_scale.revoke : t.spo2_scale.order}>
        <input type="hidden" name="scale" value={said ? "1" : "2"} />
        <Details name="reason" label={t.reason} value={values.reason} required />
      </MarkForm>
    );
  const typed = refused ? values.words : (said?.words ?? undefined);
  if (kind === "isolation") {
    const ticked = new Set<string>(isolationsOf(said?.value ?? ""));
    return (
      <MarkForm {...props} path="isolation" submit={t.submit}>
        <fieldset class="ticks">
          <legend>{t.isolation.heading}</legend>
          {isolations.map((one) => (
            <label>
              <input
                type="checkbox"
                name={one}
                value="yes"
                checked={refused ? values[one] === "yes" : ticked.has(one)}
              />{" "}
              {t.isolation.values[one]}
            </label>
          ))}
        </fieldset>
        <Details name="words" label={t.isolation.words} value={typed} />
      </MarkForm>
    );
  }
  const chosen = refused ? values.value : (said?.value ?? "");
  const choices =
    kind === "resuscitation"
      ? resuscitations.map((one) => [one, t.resuscitation.values[one]] as const)
      : allergyAnswers.map((one) => [one, t.allergies.values[one]] as const);
  return (
    <MarkForm {...props} path={kind} submit={t.submit}>
      <label>
        {t[kind].heading}
        <select name="value">
          <option value="">{t.nothing}</option>
          {choices.map(([value, text]) => (
            <option value={value} selected={chosen === value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Details name="words" label={t[kind].words} value={typed} />
    </MarkForm>
  );

  function MarkForm({ path, submit, children }: FormProps & { path: string; submit: string; children?: Child }) {
    return (
      <form class="fields" method="post" action={stayAct(details.bed, path)}>
        <Faults faults={refused?.faults ?? []} />
        {children}
        <button type="submit" class="go">
          {submit}
        </button>
      </form>
    );
  }
}

function Details(props: { name: string; label: string; value: string | undefined; required?: boolean }) {
  const { name, label, value, required = false } = props;
  return (
    <label>
      {label}
      <input name={name} value={value} required={required} maxlength={200} autocomplete="off" />
    </label>
  );
}
