import type { Ward } from "../domain/board.ts";
import { readTarget, type Target, targetText } from "../domain/escalation.ts";
import {
  calledRoles,
  type DraftStep,
  type LadderDraft,
  type LadderFault,
  ladderStepsMax,
} from "../domain/ladder-draft.ts";
import type { LadderPreview as Preview } from "../domain/ladder-preview.ts";
import { Field, faultProps } from "./field.tsx";
import { LadderPreview } from "./ladder-preview.tsx";
import { type CalledById, targetSaid } from "./ladder-words.tsx";
import type { Words } from "./words/words.ts";

/** A ladder as it is being edited. */
export interface EditedLadder {
  readonly draft: LadderDraft;
  readonly faults: readonly LadderFault[];
  /** The version that is edited; 0: there is none. */
  readonly seenVersion: number;
  /** Null: nothing to show, or it cannot be shown for its faults. */
  readonly preview: Preview | null;
  /** Where to go on typing, by the field's id; null: where one was. */
  readonly focus: string | null;
}

interface LadderFormProps extends EditedLadder {
  /** Where it is saved; `/draft` below it takes what only changes the form. */
  readonly action: string;
  readonly ward: Ward | null;
  readonly people: CalledById;
  readonly zone: string;
  readonly words: Words;
}

/**
 * The whole ladder as one form. Each button sends all that is typed: one saves it, the others give the form back with a
 * step or a call more or less. No `hx-*`: a parent that stays in the page delegates.
 */
export function LadderForm(props: LadderFormProps) {
  const { draft, faults, seenVersion, preview, action, ward, people, zone, words } = props;
  const { edit, faults: faultWords } = words.hospital.escalation;
  const whole = faults.filter(({ field }) => field === "");
  return (
    <form id="ladder-form" class="ladder-form" method="post" action={action}>
      {/* What Enter in a field presses: the first button of a form. It must not be one that removes something. */}
      <DraftButton id="draft-look" action={action} act="look" class="sr" tabindex={-1} aria-hidden="true">
        {edit.preview}
      </DraftButton>
      <input type="hidden" name="version" value={seenVersion} />
      {ward !== null && <input type="hidden" name="ward" value={ward.wardId} />}
      {whole.map(({ reason }) => (
        <p class="fault">{faultWords[reason]}</p>
      ))}
      <ol class="steps">
        {draft.steps.map((step, level) => (
          <li>
            <Step {...props} step={step} level={level} />
          </li>
        ))}
      </ol>
      {draft.steps.length < ladderStepsMax && (
        <p>
          <DraftButton id="add-step" action={action} act="add_step">
            {edit.addStep}
          </DraftButton>
        </p>
      )}
      <NumberField {...props} id="repeat" label={edit.repeat} hint={edit.repeatHint} value={draft.repeat} />
      {preview !== null && (
        <>
          <LadderPreview of="draft" {...{ preview, ward, people, zone, words }} />
          <p class="small">{edit.unsaved}</p>
        </>
      )}
      <p class="buttons">
        <DraftButton id="show-preview" action={action} act="look">
          {edit.preview}
        </DraftButton>
        <button id="save-ladder" type="submit" class="go">
          {edit.save}
        </button>
      </p>
    </form>
  );
}

function Step(props: LadderFormProps & { step: DraftStep; level: number }) {
  const { step, level, action, faults, people, words } = props;
  const { edit, faults: faultWords } = words.hospital.escalation;
  const fault = faults.find(({ field }) => field === `add-${level}`);
  const number = level + 1;
  return (
    <fieldset id={`step-${level}`}>
      <legend>{edit.step(number)}</legend>
      {level === 0 && step.after === "0" ? (
        <p>
          {edit.firstAtOnce}
          <input type="hidden" name="after-0" value="0" />
        </p>
      ) : (
        <NumberField {...props} id={`after-${level}`} label={edit.after} hint={edit.afterHint} value={step.after} />
      )}
      <ul class="calls">
        {step.calls.map((text, place) => {
          const id = `call-${level}-${place}`;
          const target = readTarget(text);
          const wrong = faults.find(({ field }) => field === id);
          return (
            <li class={wrong && "faulty"}>
              <input type="hidden" name={id} value={text} />
              <span>{target ? targetSaid(target, { people, words }) : <bdi>{text}</bdi>}</span>
              {wrong && <strong class="fault">{faultWords[wrong.reason]}</strong>}
              <DraftButton id={`remove-${id}`} action={action} act={`remove_call-${level}-${place}`}>
                {edit.remove}
                <span class="sr">{edit.removeFrom(number)}</span>
              </DraftButton>
            </li>
          );
        })}
      </ul>
      <Field
        id={`add-${level}`}
        label={
          <>
            {edit.add}
            <span class="sr">{edit.addTo(number)}</span>
          </>
        }
        fault={fault && faultWords[fault.reason]}
      >
        <div class="row">
          <select
            id={`add-${level}`}
            name={`add-${level}`}
            autofocus={props.focus === `add-${level}`}
            {...faultProps(`add-${level}`, fault && faultWords[fault.reason])}
          >
            <option value="">{edit.addNobody}</option>
            <Choices people={people} words={words} />
          </select>
          <DraftButton id={`add-now-${level}`} action={action} act="add_call">
            {edit.addNow}
            <span class="sr">{edit.addTo(number)}</span>
          </DraftButton>
        </div>
      </Field>
      <DraftButton id={`remove-step-${level}`} action={action} act={`remove_step-${level}`}>
        {edit.removeStep}
        <span class="sr"> {number}</span>
      </DraftButton>
    </fieldset>
  );
}

function Choices({ people, words }: { people: CalledById; words: Words }) {
  const { edit, target: say } = words.hospital.escalation;
  const roleChoice = (target: Extract<Target, { who: "role" }>) => (
    <option value={targetText(target)}>
      {(target.reach === "ward" ? say.ofWard : say.ofHospital)(words.roles[target.role].many)}
    </option>
  );
  const here = [...people].filter(([, person]) => person.here);
  return (
    <>
      <optgroup label={edit.onWard}>
        <option value="patients_nurse">{say.patientsNurse}</option>
        {calledRoles.map((role) => roleChoice({ who: "role", role, reach: "ward" }))}
      </optgroup>
      <optgroup label={edit.inHospital}>
        {calledRoles.map((role) => roleChoice({ who: "role", role, reach: "hospital" }))}
      </optgroup>
      {here.length > 0 && (
        <optgroup label={edit.people}>
          {here.map(([staffId, { name }]) => (
            <option value={`person:${staffId}`}>{name}</option>
          ))}
        </optgroup>
      )}
    </>
  );
}

interface NumberFieldProps extends Pick<LadderFormProps, "faults" | "focus" | "words"> {
  id: string;
  label: string;
  hint: string;
  value: string;
}

/** As text: a browser empties a number's field that holds none, and what was typed would be gone. */
function NumberField({ id, label, hint, value, faults, focus, words }: NumberFieldProps) {
  const wrong = faults.find(({ field }) => field === id);
  const fault = wrong && words.hospital.escalation.faults[wrong.reason];
  return (
    <Field id={id} label={label} hint={hint} fault={fault}>
      <input
        id={id}
        name={id}
        value={value}
        inputmode="numeric"
        maxlength={6}
        autocomplete="off"
        autofocus={focus === id}
        {...faultProps(id, fault)}
      />
    </Field>
  );
}

interface DraftButtonProps extends Record<string, unknown> {
  id: string;
  action: string;
  act: string;
}

/** Changes the form and saves nothing. Without scripts the page comes back at the form. */
function DraftButton({ action, act, children, ...rest }: DraftButtonProps) {
  return (
    <button type="submit" name="do" value={act} formaction={`${action}/draft#ladder-form`} formnovalidate {...rest}>
      {children}
    </button>
  );
}
