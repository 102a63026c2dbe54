import { z } from "zod";

/**
 * The closed list of what boards are told. Each entry answers: what happened (its name), who should know (the hospital
 * and `wardId`: null is everybody), what is redrawn (`redraws`), how soon (`urgent`: at once, else gathered), and what is
 * heard (an alert's sound is derived in the page from the list, so nothing here plays one).
 * Payloads hold ids only, never names: the outbox is no second copy of the record.
 */
export type Region =
  | { readonly region: "alerts" }
  | { readonly region: "tiles" }
  | { readonly region: "bed"; readonly bedId: string }
  /** Every trend that is shown. */
  | { readonly region: "trends" };

const bedId = z.string();
const wardId = z.string().nullable();
const ofAlert = z.strictObject({
  alertId: z.string(),
  stayId: z.string().nullable(),
  bedId: z.string().nullable(),
  wardId,
});
const ofStay = z.strictObject({ stayId: z.string(), bedId, wardId: z.string() });
const ofDevice = z.strictObject({ deviceId: z.string(), bedId: z.string().nullable(), wardId });

const ofDuty = z.strictObject({ staffId: z.string(), wardId, bedIds: z.array(z.string()) });

interface Entry<P extends z.ZodType<{ wardId: string | null }>> {
  readonly payload: P;
  readonly urgent: boolean;
  readonly redraws: (payload: z.infer<P>) => readonly Region[];
}
const entry = <P extends z.ZodType<{ wardId: string | null }>>(e: Entry<P>) => e;

const bedOf = (id: string | null): Region[] => (id === null ? [] : [{ region: "bed", bedId: id }]);
const alertChanged = entry({
  payload: ofAlert,
  urgent: true,
  redraws: (a) => [{ region: "alerts" }, { region: "tiles" }, ...bedOf(a.bedId)],
});
const deviceChanged = entry({
  payload: ofDevice,
  urgent: false,
  redraws: (d) => [{ region: "tiles" }, ...bedOf(d.bedId)],
});
/** What stands on the card for good, until it ends. */
const bedPaused = entry({
  payload: ofStay,
  urgent: true,
  redraws: (b) => [{ region: "bed", bedId: b.bedId }],
});
/** Somebody came or went; `bedIds`: whose nurse they are. */
const dutyChanged = entry({
  payload: ofDuty,
  urgent: false,
  redraws: (d) => [{ region: "tiles" }, ...d.bedIds.flatMap(bedOf)],
});
/** A patient leaves the ward for a while, or that is over: the card says so, and the monitor counts or does not. */
const absenceChanged = entry({
  payload: ofStay,
  urgent: false,
  redraws: (a) => [{ region: "bed", bedId: a.bedId }, { region: "tiles" }],
});
/**
 * Somebody came, went, or changed beds. `bedIds` are all whose cards may look different: a neighbour's name may be similar
 * to one that came, or to none any more. The ward is null where more than one is concerned.
 */
const placeChanged = entry({
  payload: z.strictObject({ stayId: z.string(), bedId, wardId, bedIds: z.array(bedId) }),
  urgent: true,
  redraws: (s) => [{ region: "alerts" }, { region: "tiles" }, ...s.bedIds.flatMap(bedOf)],
});
const signsChanged = entry({
  payload: z.strictObject({ ...ofStay.shape, signs: z.array(z.string()) }),
  urgent: false,
  redraws: (v) => [{ region: "bed", bedId: v.bedId }, { region: "tiles" }],
});

const bandChanged = entry({
  payload: ofStay,
  urgent: false,
  redraws: (s) => [{ region: "bed", bedId: s.bedId }, { region: "tiles" }],
});
const roundChanged = entry({
  payload: ofStay,
  urgent: false,
  redraws: (s) => [{ region: "bed", bedId: s.bedId }],
});

export const catalogue = {
  "alert.raised": alertChanged,
  "alert.acknowledged": alertChanged,
  "alert.taken_on": alertChanged,
  "alert.handed_over": alertChanged,
  "alert.noted": alertChanged,
  "alert.resolved": alertChanged,
  "alert.undone": alertChanged,
  "alert.escalated": alertChanged,
  "alert.lapsed": alertChanged,
  /** The cause ended before anybody answered. */
  "alert.latched": alertChanged,
  /** The cause ended after somebody answered; it closes unless the cause comes back soon. */
  "alert.eased": alertChanged,
  /** The cause came back while the alert was open. */
  "alert.returned": alertChanged,
  /** Another limit was crossed by the same patient. */
  "alert.joined": alertChanged,
  "alert.worsened": alertChanged,
  "alert.repeated": alertChanged,
  /** Its patient lies in another bed. */
  "alert.moved": alertChanged,
  "alert.quieted": alertChanged,
  "alert.sounded": alertChanged,
  "vitals.recorded": signsChanged,
  /** Time passed and nothing came: a sign aged, staled or was lost. */
  "signs.staled": signsChanged,
  /** A band of the score was entered or left, also because a part of it is not known any more. */
  "score.band_changed": bandChanged,
  /** A whole set of observations was taken, by hand or by what is carried to the bed: the next is due later. */
  "observation.taken": roundChanged,
  /** Time passed and no set was taken: it is due, or was. */
  "observation.due": roundChanged,
  "observation.overdue": roundChanged,
  "stay.began": placeChanged,
  "stay.moved": placeChanged,
  "stay.ended": placeChanged,
  /** Two records of one person are one: the card may bear another name and number. */
  "patients.merged": placeChanged,
  /** What must be known of a patient was said, or an order given: a score may be counted by another scale. */
  "patient.marked": entry({
    payload: ofStay,
    urgent: true,
    redraws: (s) => [{ region: "bed", bedId: s.bedId }, { region: "tiles" }],
  }),
  "silence.began": bedPaused,
  "silence.ended": bedPaused,
  /** A patient's own limits were set, or ran out. */
  "stay_limits.changed": bedPaused,
  "device.lost": deviceChanged,
  "device.returned": deviceChanged,
  /** It was bound to a bed or taken from one, or other words are expected of it. Of a move, one for each of the two beds. */
  "device.changed": deviceChanged,
  /** Nobody can tell whose the readings of a device are, and they wait for a person. One for each bed that is meant. */
  "readings.held": deviceChanged,
  "hold.settled": deviceChanged,
  "duty.began": dutyChanged,
  "duty.ended": dutyChanged,
  /** Whose patient it is: the card says so, and so do ladders that call the patient's nurse. */
  "stay.nurse_changed": entry({
    payload: ofStay,
    urgent: false,
    redraws: (s) => [{ region: "bed", bedId: s.bedId }, { region: "alerts" }],
  }),
  "absence.began": absenceChanged,
  "absence.ended": absenceChanged,
  /** A ward's rule: its cards show other limits. What was raised by the old ones stays until the next reading. */
  "limits.changed": entry({
    payload: z.strictObject({ wardId: z.string(), bedIds: z.array(bedId) }),
    urgent: false,
    redraws: (l) => l.bedIds.map((id) => ({ region: "bed", bedId: id })),
  }),
  /** Once a full minute: windows of metrics move on, trends get their next point. */
  "minute.passed": entry({
    payload: z.strictObject({ wardId: z.null() }),
    urgent: false,
    redraws: () => [{ region: "tiles" }, { region: "trends" }],
  }),
  /** Ends streams; redraws nothing. `sessionHash` is the hex SHA-256 of the session id. */
  "session.ended": entry({
    payload: z.strictObject({ staffId: z.string(), sessionHash: z.string(), wardId: z.null() }),
    urgent: true,
    redraws: () => [],
  }),
} as const;

export type EventType = keyof typeof catalogue;
export type PayloadOf<T extends EventType> = z.infer<(typeof catalogue)[T]["payload"]>;
export type WardlightEvent = { [T in EventType]: { readonly type: T; readonly payload: PayloadOf<T> } }[EventType];

/** An event as it stands in the outbox. */
export type StoredEvent = WardlightEvent & { readonly hospitalId: string; readonly seq: number; readonly at: Date };

export const eventTypes = Object.keys(catalogue) as EventType[];
export const isEventType = (name: string): name is EventType => Object.hasOwn(catalogue, name);

/** Reads a stored event back. Throws for one that this build does not know: that is a bug or a newer build's event. */
export function readEvent(type: string, payload: unknown): WardlightEvent {
  if (!isEventType(type)) throw new Error(`the outbox holds an event of unknown type ${type}`);
  return { type, payload: catalogue[type].payload.parse(payload) } as WardlightEvent;
}

export function regionsOf(event: WardlightEvent): readonly Region[] {
  const { redraws } = catalogue[event.type] as unknown as Entry<z.ZodType<{ wardId: string | null }>>;
  return redraws(event.payload);
}
