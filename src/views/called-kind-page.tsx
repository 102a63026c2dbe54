import { priorities } from "../domain/alerts.ts";
import { kindNameCharactersMax, kindTextCharactersMax } from "../domain/edit-called-kinds.ts";
import type { Fault } from "../domain/refusals.ts";
import { calledKindsPath } from "./called-kinds-page.tsx";
import { Field, FieldFault, faultProps } from "./field.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { shapes } from "./severity.tsx";

/** What the form posts; a box that is not ticked is not sent. */
export interface CalledKindValues {
  readonly name?: string;
  readonly priority?: string;
  readonly clinical?: string;
  readonly text?: string;
  readonly active?: string;
}

interface CalledKindPageProps extends HospitalShell {
  /** Null: a new one. */
  readonly kindId: string | null;
  /** The kind as it is looked at, to find out whether somebody has changed it since; empty for a new one. */
  readonly seen: string;
  readonly values: CalledKindValues;
  readonly faults: readonly Fault[];
  /** Somebody was faster: why nothing was saved, and what they saved. */
  readonly overtaken: { readonly text: string; readonly theirs: CalledKindValues } | null;
}

export function CalledKindPage(props: CalledKindPageProps) {
  const { kindId, seen, values, faults, overtaken, person, words } = props;
  const said = words.hospital.calledKinds;
  const here = calledKindsPath(person.hospitalId);
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.text;
  return (
    <HospitalPage {...props} page="calledKinds" title={kindId === null ? said.addTitle : (values.name ?? kindId)}>
      {overtaken !== null && <Overtaken {...props} {...overtaken} />}
      <form class="card kind-form" method="post" action={kindId === null ? here : `${here}/${kindId}`}>
        {kindId !== null && <input type="hidden" name="seen" value={seen} />}
        <Field id="kind-name" label={said.name} hint={said.nameHint(kindNameCharactersMax)} fault={faultOf("name")}>
          <input
            id="kind-name"
            name="name"
            value={values.name}
            maxlength={kindNameCharactersMax}
            autocomplete="off"
            {...faultProps("kind-name", faultOf("name"))}
          />
        </Field>
        <Field id="kind-priority" label={said.priority} fault={faultOf("priority")}>
          <select id="kind-priority" name="priority" {...faultProps("kind-priority", faultOf("priority"))}>
            {priorities.map((priority) => (
              <option value={priority} selected={values.priority === priority}>
                {shapes[priority]} {words.priorities[priority]}
              </option>
            ))}
          </select>
        </Field>
        <Field id="kind-text" label={said.text} hint={said.textHint} fault={faultOf("text")}>
          <input
            id="kind-text"
            name="text"
            value={values.text}
            maxlength={kindTextCharactersMax}
            autocomplete="off"
            {...faultProps("kind-text", faultOf("text"))}
          />
        </Field>
        <Box
          id="kind-clinical"
          name="clinical"
          label={said.isClinical}
          hint={said.isClinicalHint}
          on={values.clinical}
        />
        {kindId !== null && (
          <Box
            id="kind-active"
            name="active"
            label={said.active}
            hint={said.activeHint}
            on={values.active}
            fault={faultOf("active")}
          />
        )}
        <p class="buttons">
          <button type="submit" class="go">
            {words.hospital.save}
          </button>
          <a class="button" href={here}>
            {words.hospital.cancel}
          </a>
        </p>
      </form>
    </HospitalPage>
  );
}

function Overtaken({ text, theirs, words }: CalledKindPageProps & { text: string; theirs: CalledKindValues }) {
  const said = words.hospital.calledKinds;
  const priority = priorities.find((one) => one === theirs.priority);
  return (
    <div id="refusal" class="refused" role="alert">
      <p>{text}</p>
      <p>
        <b>{words.hospital.theirs}:</b> <bdi>{theirs.name}</bdi>, {priority && words.priorities[priority]},{" "}
        {theirs.clinical ? said.clinical : said.notClinical}
        {!theirs.active && <>, {said.retired}</>}
        {theirs.text && (
          <>
            , <bdi>{theirs.text}</bdi>
          </>
        )}
      </p>
      <p>{words.hospital.yours}</p>
    </div>
  );
}

interface BoxProps {
  id: string;
  name: string;
  label: string;
  hint: string;
  on: string | undefined;
  fault?: string | undefined;
}

function Box({ id, name, label, hint, on, fault }: BoxProps) {
  return (
    <div class={fault === undefined ? "box" : "box faulty"}>
      <input id={id} name={name} type="checkbox" value="yes" checked={on === "yes"} {...faultProps(id, fault)} />
      <label for={id}>
        {label}
        <small>{hint}</small>
      </label>
      <FieldFault id={id} fault={fault} />
    </div>
  );
}
