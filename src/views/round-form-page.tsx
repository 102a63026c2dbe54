import type { Child } from "hono/jsx";
import type { SignPicture } from "../domain/board.ts";
import type { Fault } from "../domain/refusals.ts";
import type { RoundSign } from "../domain/rounds.ts";
import { consciousnessLevels, shownValue, vitalSigns } from "../domain/vitals.ts";
import { FieldFault, faultProps } from "./field.tsx";
import { Moment } from "./moments.tsx";
import type { StayDetails } from "./stay-page.tsx";
import { StaySheet, type StaySheetProps } from "./stay-sheet.tsx";
import type { Words } from "./words/words.ts";

interface RoundFormPageProps extends StaySheetProps {
  readonly form: RoundFormState;
}

export interface RoundFormState {
  readonly sendKey: string;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/**
 * A set of observations, entered at the bedside with a thumb: one column, each sign under its name and unit with what was
 * measured before, a keypad below. Nothing is filled in beforehand: what was not measured must not be recorded.
 */
export function RoundFormPage({ form, ...sheet }: RoundFormPageProps) {
  const { details, words } = sheet;
  const title = words.rounds.form.title(details.bed.bedId);
  return (
    <StaySheet {...sheet} title={title} bodyClass="round-page" scripts={["round.js"]}>
      <RoundForm details={details} form={form} words={words} />
    </StaySheet>
  );
}

type FormProps = Pick<RoundFormPageProps, "details" | "form" | "words">;

function RoundForm({ details, form, words }: FormProps) {
  const { stayId } = details.bed.stay;
  const t = words.rounds.form;
  const general = form.faults.filter(({ field }) => field === "");
  return (
    <form
      id="round"
      class="round-form"
      method="post"
      action={`/stays/${stayId}/observations`}
      data-done={`/stays/${stayId}#observations`}
      data-sending={t.sending}
      data-unsent={t.unsent}
      data-signed-out={t.signedOut}
      data-refused={t.refused}
      data-key-next={t.keys.next}
      data-key-back={t.keys.back}
      data-keypad={t.keypad}
      autocomplete="off"
      novalidate
    >
      <input type="hidden" name="key" value={form.sendKey} />
      <input type="hidden" name="secondsAgo" value="0" />
      <p id="round-state" role="status" />
      {general.length > 0 && (
        <p class="fault" role="alert">
          {general.map(({ text }) => text).join(" ")}
        </p>
      )}
      <NumberField sign="respiratoryRate" {...{ details, form, words }} />
      <NumberField sign="spo2" {...{ details, form, words }} />
      <Breathing {...{ details, form, words }} />
      <NumberField sign="systolic" {...{ details, form, words }} />
      <NumberField sign="diastolic" {...{ details, form, words }} />
      <NumberField sign="heartRate" {...{ details, form, words }} />
      <Consciousness {...{ details, form, words }} />
      <NumberField sign="temperature" {...{ details, form, words }} />
      <p class="hint">{t.hint}</p>
      <p>
        <button type="submit" class="go">
          {t.submit}
        </button>
      </p>
    </form>
  );
}

function NumberField({ sign, details, form, words }: FormProps & { sign: RoundSign }) {
  const id = `round-${sign}`;
  const fault = form.faults.find(({ field }) => field === sign);
  const { long } = words.signs[sign];
  return (
    <div class={fault ? "field number faulty" : "field number"}>
      <label for={id}>
        {long} <small>{vitalSigns[sign].unit}</small> <Before sign={sign} details={details} words={words} />
      </label>
      <FieldFault id={id} fault={fault?.text} />
      <NumberInput sign={sign} form={form} fault={fault?.text} />
      <Sure sign={sign} form={form} fault={fault} words={words} />
    </div>
  );
}

function NumberInput({ sign, form, fault }: { sign: RoundSign; form: RoundFormState; fault: string | undefined }) {
  const id = `round-${sign}`;
  const { decimals } = vitalSigns[sign];
  return (
    <input
      id={id}
      name={sign}
      type="text"
      inputmode={decimals === 0 && sign !== "oxygen" ? "numeric" : "decimal"}
      maxlength={6}
      value={form.values[sign]}
      {...faultProps(id, fault)}
    />
  );
}

/** What is seldom so is asked about once; whoever ticks it is believed for exactly that number. */
function Sure(props: { sign: RoundSign; form: RoundFormState; fault: Fault | undefined; words: Words }) {
  const { sign, form, fault, words } = props;
  const typed = (form.values[sign] ?? "").trim().replace(",", ".");
  const isAsked = fault?.reason === "unusual" || (typed !== "" && form.values[`sure.${sign}`] === typed);
  if (!isAsked) return null;
  return (
    <label class="box">
      <input type="checkbox" name={`sure.${sign}`} value={typed} checked={fault?.reason !== "unusual"} />{" "}
      {words.rounds.form.sure(`${typed} ${vitalSigns[sign].unit}`.trim())}
    </label>
  );
}

function Breathing({ details, form, words }: FormProps) {
  const t = words.rounds.form;
  const fault = form.faults.find(({ field }) => field === "breathes" || field === "oxygen");
  const choices = [
    { value: "air", text: t.air },
    { value: "oxygen", text: t.onOxygen },
  ];
  return (
    <fieldset class={fault ? "field faulty" : "field"}>
      <legend>
        {t.breathing} <Before sign="oxygen" details={details} words={words} />
      </legend>
      <FieldFault id="round-oxygen" fault={fault?.text} />
      <div class="choices">
        {choices.map(({ value, text }) => (
          <Choice name="breathes" value={value} form={form}>
            {text}
          </Choice>
        ))}
        <div class="flow">
          <label class="sr" for="round-oxygen">
            {t.flow}
          </label>
          <NumberInput sign="oxygen" form={form} fault={fault?.text} /> <small>{vitalSigns.oxygen.unit}</small>
        </div>
      </div>
      <Sure sign="oxygen" form={form} fault={fault} words={words} />
    </fieldset>
  );
}

function Consciousness({ details, form, words }: FormProps) {
  const fault = form.faults.find(({ field }) => field === "consciousness");
  return (
    <fieldset class={fault ? "field faulty" : "field"}>
      <legend>
        {words.signs.consciousness.long} <Before sign="consciousness" details={details} words={words} />
      </legend>
      <FieldFault id="round-consciousness" fault={fault?.text} />
      <div class="choices five">
        {consciousnessLevels.map((level) => (
          <Choice name="consciousness" value={level} form={form}>
            <b>{level}</b> <small>{words.levels[level]}</small>
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

function Choice(props: { name: string; value: string; form: RoundFormState; children: Child }) {
  const { name, value, form, children } = props;
  return (
    <label class="choice">
      <input type="radio" name={name} value={value} checked={form.values[name] === value} />
      <span>{children}</span>
    </label>
  );
}

/** What was measured last, with its age: a slip shows beside it. */
function Before({ sign, details, words }: { sign: RoundSign; details: StayDetails; words: Words }) {
  const picture: SignPicture | undefined = details.bed.stay.signs[sign];
  if (!picture || picture.value === null) return null;
  const shown = sign === "oxygen" && picture.value === 0 ? words.air : shownValue(sign, picture.value);
  return (
    <small class="before">
      {words.rounds.form.before} {shown},{" "}
      <Moment at={picture.at} ticks="age" zone={details.hospital.timeZone} words={words} />
    </small>
  );
}
