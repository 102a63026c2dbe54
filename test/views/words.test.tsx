import { describe, expect, test } from "vitest";
import { priorities } from "../../src/domain/alerts.ts";
import type { AlertRow } from "../../src/domain/board.ts";
import { defaultCalledKinds } from "../../src/domain/called-kinds.ts";
import type { Refusal } from "../../src/domain/refusals.ts";
import { signs } from "../../src/domain/vitals.ts";
import { alertWhat, alertWhatShort, causeWhat } from "../../src/views/alert-words.ts";
import { clockTime, fullTime } from "../../src/views/moments.tsx";
import { drawTiles } from "../../src/views/regions.tsx";
import { en } from "../../src/views/words/en.ts";
import { boardPage } from "./a-page.tsx";
import { aBed, aBoard, aCause, aContext, ago, anAlert, anAnsweredAlert, aStay, now, someTiles } from "./a-ward.ts";
import { textOf } from "./skeleton.ts";

describe("what an alert is about", () => {
  const limitCauses = signs.flatMap((sign) =>
    (["low", "high"] as const).map((side) => anAlert({ cause: `${sign}:${side}`, sign, value: 2, limit: 1 })),
  );
  const news2 = ["news2_high", "news2_medium", "news2_single_three"].map((reason) =>
    anAlert({ cause: "news2", reason, sign: null, value: 7, limit: 7 }),
  );
  const called = defaultCalledKinds.map(({ kindId, name }) =>
    anAlert({ kind: "called", cause: kindId, title: name, sign: null, value: null }),
  );
  const rest = [
    anAlert({ cause: "heartRate:zero", sign: "heartRate", value: 0, limit: null }),
    anAlert({ cause: "device_lost", reason: "device_lost", sign: null, value: null }),
    anAlert({ value: null }),
    anAlert({ limit: null }),
  ];
  const all: AlertRow[] = [...limitCauses, ...news2, ...called, ...rest];

  test.each(all.map((row) => [row.cause, row] as const))("has words for %s", (_, row) => {
    for (const said of [alertWhat(row, en), alertWhatShort(row, en)]) {
      expect(said).not.toMatch(/undefined|null|NaN|_|object/);
      expect(said.length).toBeGreaterThan(2);
    }
  });

  test("that a person called is the hospital's own name for it, as it was then", () => {
    const row = anAlert({ kind: "called", cause: "fall", title: "Patient on the floor", sign: null, value: null });
    expect([alertWhat(row, en), alertWhatShort(row, en)]).toEqual(["Patient on the floor", "Patient on the floor"]);
  });

  test("of a cause among several is in the same words as of the first", () => {
    for (const row of [...limitCauses, ...news2]) {
      const { cause, reason, sign, value, limit } = row;
      expect(causeWhat(aCause(cause, { reason, sign, value, limit }), en)).toBe(alertWhat(row, en));
    }
  });

  test("of a cause that this build does not know is at least its name", () => {
    expect(alertWhat(anAlert({ cause: "lead_off", reason: "lead_came_off", sign: null }), en)).toBe("lead came off");
  });
});

test("every refusal has a title, a text and a sentence", () => {
  const refusals: Refusal[] = [
    { kind: "not_signed_in" },
    { kind: "wrong_credentials" },
    { kind: "choose_hospital", hospitals: [] },
    { kind: "too_many_attempts", retryAfterSeconds: 30 },
    { kind: "not_allowed", action: "raise_alert" },
    { kind: "foreign_request" },
    { kind: "not_found" },
    { kind: "already_acknowledged", by: "Declan Osei", at: now },
    { kind: "already_resolved", by: null, at: now },
    { kind: "already_resolved", by: "Declan Osei", at: now },
    { kind: "not_acknowledged" },
    { kind: "cause_persists" },
    { kind: "high_alone" },
    { kind: "cause_ended" },
    { kind: "too_late_to_undo", seconds: 10 },
    { kind: "raised_anew" },
    { kind: "unknown_kind" },
    { kind: "unknown_bed" },
    { kind: "not_a_colleague" },
    { kind: "invalid_input", faults: [{ field: "bed", reason: "unknown", text: "Choose a bed." }] },
    { kind: "body_too_large", bytesMax: 1_000_000 },
    { kind: "not_json" },
    { kind: "silence_too_long", priority: "high", minutesMax: 2 },
    { kind: "beyond_ward_limits" },
    { kind: "busy", retryAfterSeconds: 2 },
    { kind: "name_taken" },
    { kind: "list_full", max: 60 },
    { kind: "last_of_list" },
    { kind: "nothing_changed" },
    { kind: "edited_meanwhile", by: "Aoife Keane", at: now },
    { kind: "patient_left", at: now },
    { kind: "patient_left", at: null },
    { kind: "patient_moved", bedId: "W1-02" },
    { kind: "bed_taken", bedId: "W1-02" },
    { kind: "number_taken" },
    { kind: "already_here", bedId: "W1-02" },
    { kind: "choose_stay" },
  ];
  expect(new Set(refusals.map(({ kind }) => kind))).toEqual(new Set(Object.keys(en.refusals)));
  for (const refusal of refusals) {
    const sentence = en.refusalSentence(refusal, (at) => clockTime(at, "Europe/Dublin", en));
    expect(sentence).toMatch(/\.$/);
    expect(sentence).not.toMatch(/undefined|null|NaN|object/);
  }
});

test("times are the hospital's, of 24 hours, in Latin digits, whatever the language", () => {
  const evening = new Date("2026-11-23T23:05:09Z");
  expect(clockTime(evening, "Europe/Dublin", en)).toBe("23:05");
  expect(clockTime(evening, "Asia/Tokyo", en)).toBe("08:05");
  expect(clockTime(new Date("2026-11-23T00:05:09Z"), "Europe/Dublin", en)).toBe("00:05");
  expect(fullTime(evening, "Asia/Tokyo", en)).toBe("24 Nov 2026, 08:05:09");
  expect(clockTime(evening, "Africa/Cairo", { ...en, language: "ar-EG" })).toMatch(/^[0-9]{2}:[0-9]{2}$/);
});

test("nothing on a full board is a word that was forgotten", () => {
  const board = aBoard({
    alerts: [
      ...priorities.map((priority, i) => anAlert({ alertId: String(i), priority })),
      anAnsweredAlert({ alertId: "9" }),
      anAlert({
        alertId: "10",
        causes: [aCause("spo2:low"), aCause("news2", { active: false })],
        skipped: 2,
        repeats: 1,
      }),
      anAnsweredAlert({ alertId: "11", settleAt: ago(-40), causeActive: false, quietUntil: ago(-600), notes: 1 }),
      ...(["has_it", "on_the_way", "asked"] as const).map((is, i) =>
        anAnsweredAlert({ alertId: `2${i}`, owner: { staffId: "7", name: "Dr Singh", is, until: ago(-300) } }),
      ),
    ],
    beds: [
      aBed({ stay: aStay({ alert: anAlert(), openCauses: 2 }) }),
      aBed({ bedId: "W1-06", stay: aStay({ values: { spo2: null } }) }),
    ],
  });
  expect(textOf(boardPage(board))).not.toMatch(/undefined|null|NaN|\[object|function|=>/);
});

describe("a tile", () => {
  const textOfTile = (changed: Partial<typeof someTiles>) =>
    drawTiles({ ...someTiles, ...changed }, aContext())
      .map(({ html }) => textOf(html))
      .join("\n");

  test("tells a median in minutes and seconds, and a dash where nothing was acknowledged", () => {
    expect(textOfTile({ acknowledgeMedianSeconds: 130.4 })).toContain("2 min 10 s");
    expect(textOfTile({ acknowledgeMedianSeconds: 59.6 })).toContain("1 min 0 s");
    expect(textOfTile({ acknowledgeMedianSeconds: 599 })).toContain("9 min 59 s");
    expect(textOfTile({ acknowledgeMedianSeconds: 1499 })).toContain("25 min median");
    expect(textOfTile({ acknowledgeMedianSeconds: null })).toContain("– none in 8 h");
  });
  test("counts the silent monitors", () => {
    expect(textOfTile({ devicesHeard: 30, devicesAll: 34 })).toContain("30 of 34 4 silent");
    expect(textOfTile({ devicesHeard: 34, devicesAll: 34 })).not.toContain("silent");
  });
});
