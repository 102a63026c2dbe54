import type { Child } from "hono/jsx";
import { priorities } from "../domain/alerts.ts";
import type { CalledKind } from "../domain/called-kinds.ts";
import type { Theme } from "../domain/preferences.ts";
import type { Fault } from "../domain/refusals.ts";
import { type AssetUrls, Layout, Masthead } from "./layout.tsx";
import { shapes } from "./severity.tsx";
import type { Words } from "./words/words.ts";

/** What the form posts: `kind`, `priority` ("" is the kind's own), `bed` ("" is none), `place`, `words`, and `ward`, the one looked at. */
export interface RaiseAlertValues {
  readonly kind?: string;
  readonly priority?: string;
  readonly bed?: string;
  /** Of a form that was opened from a patient's page. */
  readonly stay?: string;
  readonly place?: string;
  readonly words?: string;
}

export const placeCharactersMax = 80;
/** As much as is read on the way. */
export const wordsCharactersMax = 200;

interface RaiseAlertFormProps {
  readonly words: Words;
  readonly kinds: readonly CalledKind[];
  /** In the order of the wards. */
  readonly bedIds: readonly string[];
  /** The ward looked at, to come back to. */
  readonly wardId: string | null;
  readonly values?: RaiseAlertValues;
  readonly faults?: readonly Fault[];
}

/** A plain form: it works without scripts, and a person in a hurry needs one choice and one button. */
export function RaiseAlertForm({ words, kinds, bedIds, wardId, values = {}, faults = [] }: RaiseAlertFormProps) {
  const { raise } = words;
  const faultOf = (field: RaiseField) => faults.find((fault) => fault.field === field)?.text;
  const control = (field: RaiseField) => controlProps(field, faults);
  return (
    <form id="raise-form" class="raise-form" method="post" action="/alerts">
      {wardId !== null && <input type="hidden" name="ward" value={wardId} />}
      {values.stay && <input type="hidden" name="stay" value={values.stay} />}
      <Field name="kind" label={raise.kind} fault={faultOf("kind")}>
        {/* Nothing is chosen beforehand: who chose only a bed would call for whatever stands first. */}
        <select {...control("kind")} required>
          <option value="">{raise.chooseKind}</option>
          {kinds.map(({ kindId, name, priority }) => (
            <option value={kindId} selected={values.kind === kindId}>
              {shapes[priority]} {name}
            </option>
          ))}
        </select>
      </Field>
      <Field name="bed" label={raise.bed} fault={faultOf("bed")}>
        <select {...control("bed")}>
          <option value="">{raise.noBed}</option>
          {bedIds.map((bedId) => (
            <option value={bedId} selected={values.bed === bedId}>
              {bedId}
            </option>
          ))}
        </select>
      </Field>
      <Field name="place" label={raise.place} hint={raise.placeHint} fault={faultOf("place")}>
        <input {...control("place")} value={values.place} maxlength={placeCharactersMax} autocomplete="off" />
      </Field>
      <Field name="words" label={raise.words} hint={raise.wordsHint} fault={faultOf("words")}>
        <input {...control("words")} value={values.words} maxlength={wordsCharactersMax} autocomplete="off" />
      </Field>
      <Field name="priority" label={raise.priority} fault={faultOf("priority")}>
        <select {...control("priority")}>
          <option value="">{raise.priorityDefault}</option>
          {priorities.map((priority) => (
            <option value={priority} selected={values.priority === priority}>
              {shapes[priority]} {words.priorities[priority]}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit" class="go">
        {raise.submit}
      </button>
      <p class="small">{raise.calledAtOnce}</p>
    </form>
  );
}

/** In the order of the form. */
const raiseFields = ["kind", "bed", "place", "words", "priority"] as const;
type RaiseField = (typeof raiseFields)[number];

/** On a page of its own the first faulty field has the focus; on the board static/board/faults.js sees to that. */
const controlProps = (field: RaiseField, faults: readonly Fault[]) => ({
  id: `raise-${field}`,
  name: field,
  "aria-describedby": `raise-${field}-fault`,
  "aria-invalid": faults.some((fault) => fault.field === field) ? ("true" as const) : undefined,
  autofocus: field === raiseFields.find((name) => faults.some((fault) => fault.field === name)),
});

interface FieldProps {
  name: RaiseField;
  label: string;
  hint?: string;
  fault: string | undefined;
  children: Child;
}

function Field({ name, label, hint, fault, children }: FieldProps) {
  return (
    <div class={fault === undefined ? "field" : "field faulty"}>
      <label for={`raise-${name}`}>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </label>
      <strong id={`raise-${name}-fault`} class="fault">
        {fault}
      </strong>
      {children}
    </div>
  );
}

/**
 * What was wrong with a form that stands on the board, field by field; null where a fault is of none of its fields. Only
 * the sentences are sent: what was typed stays as it is.
 */
export function raiseFaultPartials(faults: readonly Fault[]): string | null {
  if (!faults.every(({ field }) => raiseFields.some((name) => name === field))) return null;
  return raiseFields
    .map((field) => {
      const text = <>{faults.find((fault) => fault.field === field)?.text ?? ""}</>;
      return `<hx-partial hx-target="#raise-${field}-fault" hx-swap="innerHTML">${String(text)}</hx-partial>`;
    })
    .join("");
}

interface RaiseAlertPageProps extends RaiseAlertFormProps {
  readonly assets: AssetUrls;
  readonly demo: boolean;
  readonly theme?: Theme | undefined;
  /** The board to go back to. */
  readonly back: string;
}

/** The same form as a page: for a link, for a phone, and to show what was wrong with what was sent. */
export function RaiseAlertPage({ assets, demo, theme, back, ...form }: RaiseAlertPageProps) {
  const { words } = form;
  return (
    <Layout title={words.raise.title} words={words} assets={assets} theme={theme} bodyClass="single">
      <Masthead words={words} demo={demo} />
      <main id="content" class="sheet">
        <h1>{words.raise.title}</h1>
        <RaiseAlertForm {...form} />
        <p>
          <a href={back}>{words.raise.back}</a>
        </p>
      </main>
      <footer class="secondary">{words.secondaryDisplay}</footer>
    </Layout>
  );
}
