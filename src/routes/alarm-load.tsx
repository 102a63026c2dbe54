import { Hono } from "hono";
import { z } from "zod";
import { readAlarmLoad } from "../db/alarm-load.ts";
import { readWards } from "../db/board.ts";
import type { Db } from "../db/connection.ts";
import { loadDays } from "../domain/alarm-load.ts";
import { AlarmLoadPage } from "../views/alarm-load-page.tsx";
import { en } from "../views/words/en.ts";
import type { AppEnv } from "./context.ts";
import { readFields } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { answerRefusal } from "./refusal.tsx";

const { faults } = en.hospital.load;
const query = z.strictObject({
  days: z
    .enum(loadDays.map(String), faults.days)
    .transform((text) => loadDays.find((days) => String(days) === text) ?? 7)
    .optional()
    .default(7),
  ward: z
    .string()
    .max(16, faults.ward)
    .transform((ward) => ward || null)
    .optional()
    .default(null),
});

/** How much alarms a hospital has, by bed and by rule: who sets limits has to see what they cost. */
export function alarmLoadRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  return new Hono<AppEnv>().get("/hospitals/:hospital/alarm-load", async (c) => {
    const person = requireMember(c, "read_alarm_load");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const asked = readFields(c.req.query(), query);
    if (!asked.ok) return answerRefusal(c, asked.refusal);
    const { days, ward: wardId } = asked.value;
    const { hospitalId } = person.value;
    const wards = await readWards(db, hospitalId);
    if (wardId !== null && !wards.some((ward) => ward.wardId === wardId))
      return answerRefusal(c, {
        kind: "invalid_input",
        faults: [{ field: "ward", reason: "unknown", text: faults.ward }],
      });
    const load = await readAlarmLoad(db, hospitalId, wardId, days);
    const shell = await hospitalShell(db, c, person.value);
    return c.html(<AlarmLoadPage {...shell} {...{ load, wards, wardId, days }} />);
  });
}
