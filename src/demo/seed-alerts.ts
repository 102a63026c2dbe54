import { command, commandByRule } from "../actions/alert-step.ts";
import { type StoredCause, saveCauses } from "../db/alert-causes.ts";
import { type AlertChange, type AlertToInsert, insertAlert, saveAlerts } from "../db/alert-changes.ts";
import { type StoredAlert, subjectOfStay } from "../db/alerts.ts";
import type { Trx } from "../db/connection.ts";
import { newAlert } from "../domain/alert-life.ts";
import type { Answerer, Command } from "../domain/alerts.ts";
import type { AssessmentReason } from "../domain/assessment.ts";
import { defaultCalledKinds, subjectOfCall } from "../domain/called-kinds.ts";
import { defaultLadder } from "../domain/escalation.ts";
import { vitalSigns } from "../domain/vitals.ts";
import type { DemoHospital, DemoStays } from "./roster.ts";
import { type Story, storiesOf, type Turn } from "./seed-stories.ts";

/** Tells the hospital's stories, each alert through its own rules, so that none stands in a state that cannot be reached. */
export async function seedAlerts(
  trx: Trx,
  hospital: DemoHospital,
  stays: DemoStays,
  staffIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  for (const story of storiesOf(hospital.hospitalId)) await tell(trx, hospital, stays, staffIds, story, now);
}

async function tell(
  trx: Trx,
  hospital: DemoHospital,
  stays: DemoStays,
  staffIds: ReadonlyMap<string, string>,
  story: Story,
  now: Date,
): Promise<void> {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const whoIs = (mailbox: string): Answerer => {
    const staffId = staffIds.get(mailbox);
    const person = hospital.staff.find((one) => one.mailbox === mailbox);
    if (!staffId || !person) throw new Error(`nobody at ${hospital.hospitalId} is ${mailbox}`);
    return { staffId, name: person.name };
  };
  const { hospitalId } = hospital;
  const begunAt = ago(story.minutesAgo);
  let alert = await insertAlert(trx, hospitalId, beginning(story, stays, whoIs, begunAt));
  if (!alert) throw new Error("a story of the demo is told twice");
  await saveCauses(trx, hospitalId, causesOf(alert, begunAt));
  for (const turn of story.turns) {
    alert = await escalateUntil(trx, hospitalId, alert, ago(turn.minutesAgo));
    alert = await take(trx, hospitalId, alert, turn, whoIs, ago(turn.minutesAgo));
  }
  await escalateUntil(trx, hospitalId, alert, now);
}

const nobodySkipped = { emptySteps: new Set<number>(), quiet: null };

function beginning(story: Story, stays: DemoStays, whoIs: (mailbox: string) => Answerer, at: Date): AlertToInsert {
  const { origin } = story;
  const stay = origin.bedId === null ? undefined : stays.get(origin.bedId);
  const where = {
    ...{ stayId: stay?.stayId ?? null, bedId: origin.bedId, wardId: stay?.patient.wardId ?? null, deviceId: null },
  };
  if (origin.kind === "called") {
    const kind = defaultCalledKinds.find(({ kindId }) => kindId === origin.called);
    if (!kind) throw new Error(`nobody can call for ${origin.called}`);
    const { kindId, priority, clinical, name } = kind;
    const ladder = defaultLadder("called", priority, kindId);
    return {
      ...newAlert({ kind: "called", priority, lapses: false, ladder, ...nobodySkipped }, at),
      ...where,
      ...{
        clinical,
        cause: kindId,
        title: name,
        reason: "called",
        subject: subjectOfCall(kindId, { ...origin, ...where }),
      },
      ...{ raisedBy: whoIs(origin.by).staffId, at, place: origin.place, words: origin.words },
      ...{ sign: null, value: null, limit: null, judgedAt: null },
    };
  }
  const { cause, reason, priority, sign, value, limit } = origin;
  const lapses = sign !== null && vitalSigns[sign].continuous;
  const ladder = defaultLadder("clinical", priority, null);
  return {
    ...newAlert({ kind: "clinical", priority, lapses, ladder, ...nobodySkipped }, at),
    ...where,
    ...{ clinical: true, cause, reason, subject: subjectOfStay(stay?.stayId ?? ""), raisedBy: null, at },
    ...{ place: null, words: null, title: null, sign, value, limit, judgedAt: at },
  };
}

/** Each clinical alert of a story has the one cause that it is named by. */
function causesOf(alert: StoredAlert, at: Date): StoredCause[] {
  const { kind, alertId, stayId, cause, reason, priority, sign, value, limit, lapses } = alert;
  if (kind !== "clinical" || stayId === null) return [];
  return [
    {
      ...{ stayId, alertId, cause, reason, priority, sign, value, limit, lapses, judgedAt: at, active: true },
      ...{ repeats: 0, raiseAt: null, noticedAt: at, joinedAt: at, endedAt: null },
    },
  ];
}

async function take(
  trx: Trx,
  hospitalId: string,
  alert: StoredAlert,
  turn: Turn,
  whoIs: (mailbox: string) => Answerer,
  at: Date,
): Promise<StoredAlert> {
  const change = changeOf(alert, turn, whoIs, at);
  if (turn.what === "cause_ended")
    await saveCauses(
      trx,
      hospitalId,
      causesOf(alert, alert.judgedAt ?? at).map((cause) => ({ ...cause, active: false, endedAt: at })),
    );
  await saveAlerts(trx, hospitalId, [change]);
  return change.alert;
}

function changeOf(alert: StoredAlert, turn: Turn, whoIs: (mailbox: string) => Answerer, at: Date): AlertChange {
  if (turn.what === "cause_ended")
    return commandByRule(alert, { do: "end_cause", last: true, settleSeconds: 0 }, endReason(alert), at);
  const by = whoIs(turn.by);
  const order: Command =
    turn.what === "acknowledged"
      ? { do: "acknowledge", by, on: "board" }
      : { do: "resolve", by, outcome: turn.outcome };
  const reason = turn.what === "resolved" ? turn.outcome : "answered";
  const done = command(alert, order, { staffId: by.staffId, reason }, at);
  if (!done.ok) throw new Error(`a story of the demo cannot be: ${done.refusal.kind}`);
  return done.value;
}

const endReason = ({ cause }: StoredAlert): AssessmentReason =>
  cause === "news2" ? "score_fell" : "back_within_limits";

async function escalateUntil(trx: Trx, hospitalId: string, begun: StoredAlert, until: Date): Promise<StoredAlert> {
  let alert = begun;
  while (alert.escalateAt && alert.escalateAt <= until) {
    const change = commandByRule(alert, { do: "escalate" }, "nobody_answered", alert.escalateAt);
    await saveAlerts(trx, hospitalId, [change]);
    alert = change.alert;
  }
  return alert;
}
