import { onDelaySeconds, repeatWithinSeconds } from "../domain/alerts.ts";
import type { Ward } from "../domain/board.ts";
import { type LimitsBySign, onDelayOf, repeatWithinOf, type SignRule } from "../domain/limits.ts";
import { hasLimits, limitFields, signsWithLimits } from "../domain/rule-draft.ts";
import { type Sign, shownValue, vitalSigns } from "../domain/vitals.ts";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { spanSaid } from "./ladder-words.tsx";
import type { Words } from "./words/words.ts";

interface RulesPageProps extends HospitalShell {
  readonly wards: readonly Ward[];
  /** The one that is looked at; null: a hospital without wards. */
  readonly ward: Ward | null;
  readonly rules: LimitsBySign;
}

/** By which limits and how patiently a ward's alerts are raised, a sign a row. */
export function RulesPage(props: RulesPageProps) {
  const { wards, ward, rules, person, words } = props;
  const said = words.hospital.rules;
  const here = rulesPath(person.hospitalId);
  return (
    <HospitalPage {...props} page="rules" title={said.title}>
      <p class="lead">{said.lead}</p>
      <form class="chooser" method="get" action={here}>
        <label for="rules-ward">{said.ward}</label>
        <select id="rules-ward" name="ward">
          {wards.map(({ wardId, name }) => (
            <option value={wardId} selected={wardId === ward?.wardId}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit">{said.show}</button>
      </form>
      {ward !== null && (
        <section class="card rules-card" aria-labelledby="rules-heading">
          <h2 id="rules-heading">
            <bdi>{ward.name}</bdi>
          </h2>
          <table class="rules">
            <thead>
              <tr>
                <th scope="col">{said.sign}</th>
                {limitFields.map((field) => (
                  <th scope="col">{said.fields[field]}</th>
                ))}
                <th scope="col">{said.onDelay}</th>
                <th scope="col">{said.hysteresis}</th>
                <th scope="col">{said.repeatWithin}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {signsWithLimits.map((sign) => (
                <Rule {...props} ward={ward} sign={sign} rule={rules[sign]} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </HospitalPage>
  );
}

export const rulesPath = (hospitalId: string) => `/hospitals/${hospitalId}/rules`;
export const rulePath = (hospitalId: string, wardId: string, sign: Sign) =>
  `${rulesPath(hospitalId)}/${encodeURIComponent(wardId)}/${sign}`;

interface RuleProps extends HospitalShell {
  readonly ward: Ward;
  readonly sign: Sign;
  readonly rule: SignRule | undefined;
}

/** Each cell names its column again, for a screen on which the table is a list. */
function Rule({ ward, sign, rule, person, words }: RuleProps) {
  const said = words.hospital.rules;
  const { long } = words.signs[sign];
  const { unit } = vitalSigns[sign];
  return (
    <tr>
      <th scope="row">
        {long} {unit !== "" && <small>{unit}</small>}
      </th>
      {limitFields.map((field) => (
        <td data-label={said.fields[field]} class={rule?.[field] == null ? "none" : undefined}>
          {rule?.[field] == null ? said.none : shownValue(sign, rule[field])}
        </td>
      ))}
      {hasLimits(rule) ? (
        <>
          <td data-label={said.onDelay}>{delaysSaid(sign, rule, words)}</td>
          <td data-label={said.hysteresis}>{hysteresisSaid(sign, rule, words)}</td>
          <td data-label={said.repeatWithin}>{repeatSaid(rule, words)}</td>
        </>
      ) : (
        <td colspan={3} class="none">
          {said.noLimits}
        </td>
      )}
      <td>
        <a class="button" href={rulePath(person.hospitalId, ward.wardId, sign)}>
          {words.hospital.change}
          <span class="sr">{words.hospital.changeOf(long)}</span>
        </a>
      </td>
    </tr>
  );
}

function delaysSaid(sign: Sign, rule: SignRule | undefined, words: Words): string {
  const said = words.hospital.rules;
  if (!vitalSigns[sign].continuous) return said.noDelay;
  const delays = [
    [rule?.onDelayHighSeconds, onDelayOf(rule, "high")],
    [rule?.onDelayMediumSeconds, onDelayOf(rule, "medium")],
  ] as const;
  return delays
    .map(([own, seconds]) => (own == null ? said.usual(spanSaid(seconds, words)) : spanSaid(seconds, words)))
    .join(" / ");
}

function hysteresisSaid(sign: Sign, rule: SignRule | undefined, words: Words): string {
  const usual = shownValue(sign, vitalSigns[sign].hysteresis);
  return rule?.hysteresis == null ? words.hospital.rules.usual(usual) : shownValue(sign, rule.hysteresis);
}

function repeatSaid(rule: SignRule | undefined, words: Words): string {
  const span = spanSaid(repeatWithinOf(rule), words);
  return rule?.repeatWithinSeconds == null ? words.hospital.rules.usual(span) : span;
}

/** What holds where a field of a rule is empty, as it is said in the form; null: nothing does. */
export function usualOf(field: string, sign: Sign, words: Words): string | null {
  switch (field) {
    case "onDelayHighSeconds":
      return spanSaid(onDelaySeconds.high, words);
    case "onDelayMediumSeconds":
      return spanSaid(onDelaySeconds.medium, words);
    case "hysteresis":
      return shownValue(sign, vitalSigns[sign].hysteresis);
    case "repeatWithinSeconds":
      return spanSaid(repeatWithinSeconds, words);
    default:
      return null;
  }
}
