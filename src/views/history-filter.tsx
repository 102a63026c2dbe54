import type { Child } from "hono/jsx";
import { alertKinds, alertStates, priorities } from "../domain/alerts.ts";
import type { Ward } from "../domain/board.ts";
import type { Fault } from "../domain/refusals.ts";
import type { Words } from "./words/words.ts";

/** The fields of a search as they are posted; those that may stand in a link are all but `patient` and `text`. */
export const searchFields = [
  "ward",
  "kind",
  "priority",
  "state",
  "person",
  "from",
  "until",
  "patient",
  "text",
] as const;
export type SearchField = (typeof searchFields)[number];
export type SearchValues = Readonly<Partial<Record<SearchField, string>>>;

export const patientCharactersMax = 64;
export const textCharactersMax = 100;

export interface FilterChoices {
  readonly wards: readonly Ward[];
  /** Everybody who works here or did. */
  readonly people: readonly { readonly staffId: string; readonly name: string; readonly active: boolean }[];
}

interface FilterProps extends FilterChoices {
  readonly here: string;
  readonly values: SearchValues;
  readonly faults: readonly Fault[];
  readonly words: Words;
}

/** Posted, not linked: what one looks for may be a patient. A search without one is answered with a link of its own. */
export function HistoryFilter({ here, values, faults, wards, people, words }: FilterProps) {
  const { history } = words;
  const field = { values, faults };
  const choice = (name: SearchField, options: readonly (readonly [value: string, text: string])[]) => (
    <select id={`find-${name}`} name={name}>
      <option value="">{history.any}</option>
      {options.map(([value, text]) => (
        <option value={value} selected={values[name] === value}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <form id="find" class="find" method="post" action={here}>
      <Field name="ward" label={history.ward} hint={history.wardHint} {...field}>
        {choice(
          "ward",
          wards.map(({ wardId, name }) => [wardId, name] as const),
        )}
      </Field>
      <Field name="patient" label={history.patient} hint={history.patientHint} {...field}>
        <input
          id="find-patient"
          name="patient"
          value={values.patient}
          maxlength={patientCharactersMax}
          autocomplete="off"
        />
      </Field>
      <Field name="kind" label={history.kind} {...field}>
        {choice(
          "kind",
          alertKinds.map((kind) => [kind, words.alertKinds[kind]] as const),
        )}
      </Field>
      <Field name="priority" label={history.priority} {...field}>
        {choice(
          "priority",
          priorities.map((priority) => [priority, words.priorities[priority]] as const),
        )}
      </Field>
      <Field name="state" label={history.state} {...field}>
        {choice(
          "state",
          (["open", ...alertStates] as const).map((state) => [state, history.states[state]] as const),
        )}
      </Field>
      <Field name="person" label={history.person} hint={history.personHint} {...field}>
        {choice(
          "person",
          people.map(({ staffId, name, active }) => [staffId, active ? name : history.left(name)] as const),
        )}
      </Field>
      <Field name="from" label={history.from} {...field}>
        <input id="find-from" name="from" type="datetime-local" value={values.from} />
      </Field>
      <Field name="until" label={history.until} {...field}>
        <input id="find-until" name="until" type="datetime-local" value={values.until} />
      </Field>
      <Field name="text" label={history.text} hint={history.textHint} {...field}>
        <input id="find-text" name="text" value={values.text} maxlength={textCharactersMax} autocomplete="off" />
      </Field>
      <div class="buttons">
        <button type="submit" class="go">
          {history.submit}
        </button>
        <button type="submit" formaction={`${here}/export`}>
          {history.export}
        </button>
        <a href={here}>{history.clear}</a>
      </div>
    </form>
  );
}

interface FieldProps {
  name: SearchField;
  label: string;
  hint?: string;
  faults: readonly Fault[];
  children: Child;
}

function Field({ name, label, hint, faults, children }: FieldProps) {
  const fault = faults.find(({ field }) => field === name)?.text;
  return (
    <div class={fault === undefined ? `field ${name}` : `field ${name} faulty`}>
      <label for={`find-${name}`}>
        {label}
        {hint !== undefined && <small>{hint}</small>}
        {fault !== undefined && <strong class="fault">{fault}</strong>}
      </label>
      {children}
    </div>
  );
}
