import { Hono } from "hono";
import { z } from "zod";
import { editRule } from "../actions/edit-rule.ts";
import { rehearseRule } from "../actions/rehearse-rule.ts";
import { readWards } from "../db/board.ts";
import type { Db } from "../db/connection.ts";
import { readRules } from "../db/ward-rules.ts";
import type { Ward } from "../domain/board.ts";
import { noLimits, type SignRule } from "../domain/limits.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusals.ts";
import {
  checkRule,
  type RuleDraft,
  type RuleFault,
  ruleDraftOf,
  ruleFields,
  ruleText,
  signsWithLimits,
} from "../domain/rule-draft.ts";
import type { Person } from "../domain/staff.ts";
import type { Sign } from "../domain/vitals.ts";
import type { Rehearsed } from "../domain/what-if.ts";
import { RulePage } from "../views/rule-page.tsx";
import { RulesPage, rulesPath } from "../views/rules-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { answerRefusal, prepareRefusal, sentenceOf } from "./refusal.tsx";

/** What a field may hold is asked by `checkRule`; here only that it is no story. A field that is not sent is empty. */
const text = z.string().max(16).optional().default("");
const seenCharactersMax = 120;
const ruleForm = z.strictObject({
  ...(Object.fromEntries(ruleFields.map((field) => [field, text])) as Record<(typeof ruleFields)[number], typeof text>),
  seen: z.string().max(seenCharactersMax),
});

const one = "/hospitals/:hospital/rules/:ward/:sign";

/** A ward's limits and how patient it is with them. */
export function ruleRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/hospitals/:hospital/rules", async (c) => {
    const person = requireMember(c, "edit_rules");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const { hospitalId } = person.value;
    const wards = await readWards(db, hospitalId);
    const asked = c.req.query("ward");
    const ward = asked ? wards.find(({ wardId }) => wardId === asked) : (wards[0] ?? null);
    if (ward === undefined) return answerRefusal(c, { kind: "not_found" });
    const rules = ward ? ((await readRules(db, hospitalId, [ward.wardId])).get(ward.wardId) ?? {}) : {};
    return c.html(<RulesPage {...(await hospitalShell(db, c, person.value))} {...{ wards, ward, rules }} />);
  });

  routes.get(one, async (c) => {
    const rule = await readRule(c);
    if (!rule.ok) return answerRefusal(c, rule.refusal);
    return showRule(c, rule.value, { draft: ruleDraftOf(rule.value.stands) });
  });

  routes.post(one, async (c) => {
    const rule = await readRule(c);
    if (!rule.ok) return answerRefusal(c, rule.refusal);
    const form = await readForm(c, ruleForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { seen, ...draft } = form.value;
    const { person, ward, sign } = rule.value;
    const checked = checkRule(sign, draft);
    if (!checked.ok)
      return showRule(c, rule.value, { draft, seen, faults: checked.faults, refusal: asRefusal(checked.faults) });
    const edit = { person, wardId: ward.wardId, sign, seen, rule: checked.rule, requestId: c.get("requestId") };
    const saved = await editRule({ db }, edit);
    if (saved.ok) return c.redirect(`${rulesPath(person.hospitalId)}?ward=${encodeURIComponent(ward.wardId)}`, 303);
    if (saved.refusal.kind !== "edited_meanwhile") return answerRefusal(c, saved.refusal);
    const now = await readRule(c);
    if (!now.ok) return answerRefusal(c, now.refusal);
    return showRule(c, now.value, { draft, refusal: saved.refusal, overtaken: true });
  });

  // Asked again without the form it is the rule's page.
  routes.get(`${one}/what-if`, (c) => c.redirect(c.req.path.replace(/\/what-if$/, ""), 303));

  routes.post(`${one}/what-if`, async (c) => {
    const rule = await readRule(c);
    if (!rule.ok) return answerRefusal(c, rule.refusal);
    const form = await readForm(c, ruleForm);
    if (!form.ok) return answerRefusal(c, form.refusal);
    const { seen, ...draft } = form.value;
    const { person, ward, sign, stands } = rule.value;
    const checked = checkRule(sign, draft);
    if (!checked.ok)
      return showRule(c, rule.value, { draft, seen, faults: checked.faults, refusal: asRefusal(checked.faults) });
    const asked = { hospitalId: person.hospitalId, wardId: ward.wardId, sign, stands, proposed: checked.rule };
    return showRule(c, rule.value, { draft, seen, rehearsed: await rehearseRule(db, asked) });
  });

  interface StandingRule {
    readonly person: Person;
    readonly ward: Ward;
    readonly sign: Sign;
    readonly stands: SignRule;
  }

  async function readRule(c: AppContext): Promise<Result<StandingRule>> {
    const person = requireMember(c, "edit_rules");
    if (!person.ok) return person;
    const { hospitalId } = person.value;
    const sign = signsWithLimits.find((name) => name === c.req.param("sign"));
    const ward = (await readWards(db, hospitalId)).find(({ wardId }) => wardId === c.req.param("ward"));
    if (!sign || !ward) return refuse({ kind: "not_found" });
    const stands = (await readRules(db, hospitalId, [ward.wardId])).get(ward.wardId)?.[sign] ?? noLimits;
    return ok({ person: person.value, ward, sign, stands });
  }

  interface ShownRule {
    readonly draft: RuleDraft;
    /** Left out: the rule that stands. */
    readonly seen?: string;
    readonly faults?: readonly RuleFault[];
    readonly refusal?: Refusal;
    readonly overtaken?: boolean;
    readonly rehearsed?: Rehearsed;
  }

  async function showRule(c: AppContext, { person, ward, sign, stands }: StandingRule, shown: ShownRule) {
    const { draft, seen = ruleText(stands), faults = [], refusal, rehearsed = null } = shown;
    if (refusal) prepareRefusal(c, refusal);
    const overtaken = shown.overtaken && refusal ? { text: sentenceOf(c, refusal), theirs: ruleDraftOf(stands) } : null;
    const form = { ward, sign, draft, seen, faults, overtaken, rehearsed };
    return c.html(<RulePage {...(await hospitalShell(db, c, person))} {...form} />);
  }

  return routes;
}

const asRefusal = (faults: readonly RuleFault[]): Refusal => ({
  kind: "invalid_input",
  faults: faults.map(({ field, reason }) => ({ field, reason, text: en.hospital.rules.faults[reason] })),
});
