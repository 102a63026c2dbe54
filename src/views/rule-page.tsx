import type { Ward } from "../domain/board.ts";
import { delayFields, type RuleDraft, type RuleFault, type RuleField, ruleFields } from "../domain/rule-draft.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import type { Rehearsed } from "../domain/what-if.ts";
import { Field, faultProps } from "./field.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { RehearsedRule } from "./rehearsed-rule.tsx";
import { rulePath, rulesPath, usualOf } from "./rules-page.tsx";
import type { Words } from "./words/words.ts";

interface RulePageProps extends HospitalShell {
  readonly ward: Ward;
  readonly sign: Sign;
  readonly draft: RuleDraft;
  readonly faults: readonly RuleFault[];
  /** The rule as it is looked at, to find out whether somebody has changed it since. */
  readonly seen: string;
  /** Somebody was faster: why nothing was saved, and what they saved. */
  readonly overtaken: { readonly text: string; readonly theirs: RuleDraft } | null;
  /** What the rule in the form would have meant, where that was asked. */
  readonly rehearsed: Rehearsed | null;
}

/** A ward's rule for one sign. */
export function RulePage(props: RulePageProps) {
  const { ward, sign, draft, faults, seen, overtaken, rehearsed, person, words } = props;
  const said = words.hospital.rules;
  const { min, max } = vitalSigns[sign].plausible;
  const back = `${rulesPath(person.hospitalId)}?ward=${encodeURIComponent(ward.wardId)}`;
  return (
    <HospitalPage {...props} page="rules" title={said.editTitle(words.signs[sign].long, ward.name)}>
      {overtaken !== null && <Overtaken {...overtaken} sign={sign} words={words} />}
      <form class="card rule-form" method="post" action={rulePath(person.hospitalId, ward.wardId, sign)}>
        <input type="hidden" name="seen" value={seen} />
        <p>{said.plausible(shownValue(sign, min), shownValue(sign, max))}</p>
        {fieldsOf(sign).map((field) => (
          <RuleInput field={field} sign={sign} value={draft[field]} faults={faults} words={words} />
        ))}
        <p class="buttons">
          <button type="submit" class="go">
            {words.hospital.save}
          </button>
          <button type="submit" formaction={`${rulePath(person.hospitalId, ward.wardId, sign)}/what-if#what-if`}>
            {said.whatIf.ask}
          </button>
          <a class="button" href={back}>
            {words.hospital.cancel}
          </a>
        </p>
      </form>
      {rehearsed !== null && <RehearsedRule found={rehearsed} zone={props.hospital.timeZone} words={words} />}
    </HospitalPage>
  );
}

/** What comes at intervals waits for nothing: the next value may be half an hour away. */
const fieldsOf = (sign: Sign): readonly RuleField[] =>
  vitalSigns[sign].continuous
    ? ruleFields
    : ruleFields.filter((field) => !(delayFields as readonly string[]).includes(field));

interface RuleInputProps {
  field: RuleField;
  sign: Sign;
  value: string;
  faults: readonly RuleFault[];
  words: Words;
}

/** As text: a browser empties a number's field that holds none, and what was typed would be gone. */
function RuleInput({ field, sign, value, faults, words }: RuleInputProps) {
  const said = words.hospital.rules;
  const wrong = faults.find((one) => one.field === field);
  const fault = wrong && said.faults[wrong.reason];
  const usual = usualOf(field, sign, words);
  return (
    <Field
      id={field}
      label={said.fields[field]}
      hint={usual === null ? said.empty : said.usualHint(usual)}
      fault={fault}
    >
      <input
        id={field}
        name={field}
        value={value}
        inputmode="decimal"
        maxlength={8}
        autocomplete="off"
        autofocus={wrong !== undefined && wrong === faults[0]}
        {...faultProps(field, fault)}
      />
    </Field>
  );
}

function Overtaken({ text, theirs, sign, words }: { text: string; theirs: RuleDraft; sign: Sign; words: Words }) {
  const said = words.hospital.rules;
  const emptySaid = (field: RuleField) => {
    const usual = usualOf(field, sign, words);
    return usual === null ? said.none : said.usual(usual);
  };
  return (
    <div id="refusal" class="refused" role="alert">
      <p>{text}</p>
      <p>
        <b>{words.hospital.theirs}</b>
      </p>
      <ul>
        {fieldsOf(sign).map((field) => (
          <li>
            {said.fields[field]}: {theirs[field] === "" ? emptySaid(field) : theirs[field]}
          </li>
        ))}
      </ul>
      <p>{words.hospital.yours}</p>
    </div>
  );
}
