import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultCalledKinds } from "../../src/domain/called-kinds.ts";
import type { Ladder } from "../../src/domain/escalation.ts";
import { previewOf } from "../../src/domain/ladder-preview.ts";
import { ruleDraftOf } from "../../src/domain/rule-draft.ts";
import { CalledKindPage } from "../../src/views/called-kind-page.tsx";
import { CalledKindsPage } from "../../src/views/called-kinds-page.tsx";
import { LadderOverview } from "../../src/views/ladder-overview.tsx";
import { LadderPage } from "../../src/views/ladder-page.tsx";
import { noticePartial } from "../../src/views/notice.tsx";
import { RaiseAlertPage } from "../../src/views/raise-alert-form.tsx";
import { RefusalPage } from "../../src/views/refusal-page.tsx";
import { drawBoard } from "../../src/views/regions.tsx";
import { RulePage } from "../../src/views/rule-page.tsx";
import { RulesPage } from "../../src/views/rules-page.tsx";
import { SignInPage } from "../../src/views/sign-in-page.tsx";
import { en } from "../../src/views/words/en.ts";
import { aPerson, assets, boardPage } from "./a-page.tsx";
import { aBed, aBoard, aCause, aContext, anAlert, anAnsweredAlert, aPatient, aStay, hospital, now } from "./a-ward.ts";
import { skeletonOf } from "./skeleton.ts";

const ownStrings = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</li></ol><h1>Ward 9</h1>`,
  `</title><meta http-equiv=refresh content=0>`,
  `<hx-partial hx-target="#alerts" hx-swap="delete"></hx-partial>`,
  `<a hx-get="/alerts/1/acknowledgement" hx-trigger="load">`,
  `--><!--`,
  `]]>`,
  `&lt;b&gt; &amp; &#60;i&#62; &`,
  `\${7*7} {{7*7}} <%= 7*7 %>`,
  `\u202Eesrever \u2066 \u2069`,
  `\u0000\u0008\u001b[2J`,
  `عبد الرحمن`,
  `👩🏽‍⚕️🏳️‍🌈`,
  `\uD800`,
  `javascript:alert(1)`,
  `O’Brien-Ó Súilleabháin`,
  ` `,
];

/** Lists of hostile strings kept outside of the project, where there are any. */
const outside = join(process.env.WARDLIGHT_SHARED_DATA ?? "", "naughty/blns.json");
const naughty: { string: string }[] = existsSync(outside) ? JSON.parse(readFileSync(outside, "utf8")) : [];
const strings = [...ownStrings, ...naughty.map((entry) => entry.string)].filter((text) => text !== "");

describe("whatever a name is, it stays a name", () => {
  test.each(strings)("in a board with %j", (text) => {
    expect(skeletonOf(boardNaming(text))).toEqual(skeletonOf(boardNaming("Plain")));
  });
  test.each(strings)("on the pages of one sheet with %j", (text) => {
    expect(skeletonOf(sheetsNaming(text))).toEqual(skeletonOf(sheetsNaming("Plain")));
  });
});

test("names are isolated, so that one of another script does not turn its line around", () => {
  const name = "عبد الرحمن";
  const inLines = boardNaming(name)
    .replaceAll(/ [a-z-]+="[^"]*"/g, "")
    .split(name)
    .slice(0, -1);
  // The title of the page has no mark-up; and a cause that this build does not know is no name.
  const names = inLines.filter((before) => !/(<title>(\(\d+\) )?|<h3>|<a>|<li>|<s>|<span>: |<\/span> )$/.test(before));
  expect(names.length).toBeGreaterThan(20);
  for (const before of names) expect(before).toMatch(/(<bdi>[^<]*|\u2068)$/);
});

function boardNaming(text: string): string {
  const patient = aPatient({ familyName: text, givenName: text, number: text });
  const said = { title: text, kindText: text, words: text, place: text, raisedBy: text };
  const called = { kind: "called", cause: "fall", ...said } as const;
  const parties = [
    { who: "person", staffId: "7", name: text },
    { who: "patients_nurse", staffId: "8", name: `${text}!` },
  ] as const;
  const owner = { staffId: "7", name: text, is: "on_the_way", until: now } as const;
  const unknownCause = aCause("lead_off", { reason: text, sign: null });
  const alerts = [
    anAlert({ ...called, patient }),
    anAnsweredAlert({ ...called, alertId: "13", patient, acknowledgedBy: text, owner }),
    anAnsweredAlert({ alertId: "15", owner: { ...owner, is: "asked" } }),
    anAlert({ alertId: "14", cause: text, reason: text, sign: null, patient, calls: parties, nextCalls: parties }),
    anAlert({ alertId: "16", causes: [aCause("spo2:low"), unknownCause, { ...unknownCause, active: false }] }),
  ];
  const beds = [aBed({ stay: aStay({ patient, alert: alerts[3] ?? null }) })];
  const board = aBoard({
    hospital: { ...hospital, name: text },
    wards: [{ wardId: "W1", name: text }],
    alerts,
    beds,
  });
  const wall = drawBoard(board, aContext({ audience: "display" })).map((region) => region.html);
  return boardPage(board, aPerson({ name: text })) + wall.join("");
}

function sheetsNaming(text: string): string {
  const choose = { kind: "choose_hospital", hospitals: [{ hospitalId: text, name: text }] } as const;
  const fault = { field: "place", reason: "too_long", text };
  const faulty = { kind: "invalid_input", faults: [fault] } as const;
  return [
    <SignInPage assets={assets} words={en} refusal={choose} email={text} idle={false} demo={true} />,
    <SignInPage assets={assets} words={en} refusal={faulty} email={text} idle={true} demo={false} />,
    <RaiseAlertPage
      assets={assets}
      words={en}
      demo={false}
      back="/"
      kinds={[...defaultCalledKinds, { kindId: text, name: text, priority: "low", clinical: false, text }]}
      bedIds={[text]}
      wardId={text}
      values={{ kind: text, bed: text, place: text, words: text, priority: "high" }}
      faults={[fault]}
    />,
    <RefusalPage
      assets={assets}
      words={en}
      demo={false}
      refusal={{ kind: "already_acknowledged", by: text, at: now }}
      requestId={text}
      back="/"
      timeZone="Europe/Dublin"
    />,
    ...hospitalPagesNaming(text),
    noticePartial("refused", text),
    noticePartial("done", text, { undo: { alertId: "12", wardId: text, words: en } }),
  ].join("");
}

function hospitalPagesNaming(text: string) {
  const shell = {
    ...{ assets, words: en, hospital: { ...hospital, name: text } },
    person: aPerson({ role: "admin", name: text }),
  };
  const kind = { kindId: "fall", name: text, priority: "high", clinical: true, text, active: true } as const;
  const people = new Map([
    ["7", { name: text, here: true }],
    ["8", { name: `${text}!`, here: false }],
  ]);
  const ladder: Ladder = {
    steps: [
      { afterSeconds: 0, calls: [{ who: "role", role: "nurse", reach: "ward" }] },
      { afterSeconds: 60, calls: ["7", "8"].map((staffId) => ({ who: "person", staffId })) },
    ],
    repeatSeconds: 60,
  };
  const version = { priority: "high", version: 2, ladder, editedAt: now, editedBy: text } as const;
  const asked = { kind: "called", priority: "high", kindId: "fall" } as const;
  const ward = { wardId: "W1", name: text };
  const preview = previewOf(ladder, "W1", [], now);
  const draft = { steps: [{ after: text, calls: [text, "person:7"] }], repeat: text };
  const edited = { draft, faults: [], seenVersion: 2, preview, focus: null };
  const values = { name: text, priority: "high", text, clinical: "yes" };
  const overtaken = { text, theirs: values };
  const rule = ruleDraftOf({ criticalLow: 40, low: 50, high: 120, criticalHigh: 140 });
  const call = { alertId: "1", stayId: "1", bedId: text, side: "high", at: now, endedAt: null } as const;
  const missed = { ...call, laterSeconds: null };
  return [
    <LadderOverview {...shell} versions={[{ ...version, subject: "called:fall" }]} kinds={[kind]} people={people} />,
    <LadderPage
      {...shell}
      {...{ asked, people, ward, preview, edited, wards: [ward], what: text, refused: text }}
      stands={{ ladder, from: "own" }}
      versions={[{ ...version, subject: "called:fall" }]}
    />,
    <CalledKindsPage {...shell} kinds={[kind, { ...kind, active: false }]} isDefault={true} />,
    <CalledKindPage {...shell} {...{ values, overtaken }} kindId="fall" seen={text} faults={[]} />,
    <RulesPage {...shell} wards={[ward]} ward={ward} rules={{}} />,
    <RulePage
      {...shell}
      {...{ ward, sign: "heartRate", draft: { ...rule, low: text }, faults: [], seen: text }}
      overtaken={{ text, theirs: { ...rule, high: text } }}
      rehearsed={{ patients: 1, ownLimits: 0, made: 1, standing: 1, proposed: 0, actedOn: 1, missed: [missed] }}
    />,
  ];
}
