import { Hono } from "hono";
import { addDevice, changeDevice } from "../actions/edit-device.ts";
import { readBedIds } from "../db/beds.ts";
import { type Db, databaseNow } from "../db/connection.ts";
import { readDevice, readDeviceSteps, readDevices } from "../db/device-settings.ts";
import {
  type DeviceSettings,
  deviceIdForm,
  deviceSecondsUsual,
  type ListedDevice,
  seenOfDevice,
} from "../domain/device-settings.ts";
import type { Fault, Refusal } from "../domain/refusals.ts";
import type { Person } from "../domain/staff.ts";
import type { DeviceValues } from "../views/device-form.tsx";
import { DevicePage } from "../views/device-page.tsx";
import { DevicesPage, devicePath } from "../views/devices-page.tsx";
import { spanSaid } from "../views/ladder-words.tsx";
import { en } from "../views/words/en.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { addDeviceForm, changeDeviceForm } from "./device-forms.ts";
import { readForm } from "./form.ts";
import { hospitalShell, requireMember } from "./hospital-page.ts";
import { answerRefusal, prepareRefusal, sentenceOf } from "./refusal.tsx";

const list = "/hospitals/:hospital/devices";
/** A device that is missed once a day, over two months. */
const stepsShownMax = 100;

/** What sends vital signs: where it stands, what is expected of it, when it was missed. */
export function deviceRoutes({ db }: { readonly db: Db }): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get(list, async (c) => {
    const person = requireMember(c, "edit_devices");
    if (!person.ok) return answerRefusal(c, person.refusal);
    return showDevices(c, person.value, { interval: String(deviceSecondsUsual) }, []);
  });

  routes.post(list, async (c) => {
    const person = requireMember(c, "edit_devices");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const form = await readForm(c, addDeviceForm);
    if (!form.ok) return refuseNew(c, person.value, form.refusal);
    const added = await addDevice({ db }, { ...form.value, person: person.value, requestId: c.get("requestId") });
    if (!added.ok) return refuseNew(c, person.value, added.refusal);
    return c.redirect(devicePath(person.value.hospitalId, form.value.deviceId), 303);
  });

  routes.get(`${list}/:device`, async (c) => {
    const person = requireMember(c, "edit_devices");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const device = await findDevice(person.value, c.req.param("device"));
    if (!device) return answerRefusal(c, { kind: "not_found" });
    return showDevice(c, person.value, device, { values: valuesOf(device) });
  });

  routes.post(`${list}/:device`, async (c) => {
    const person = requireMember(c, "edit_devices");
    if (!person.ok) return answerRefusal(c, person.refusal);
    const { hospitalId } = person.value;
    const device = await findDevice(person.value, c.req.param("device"));
    if (!device) return answerRefusal(c, { kind: "not_found" });
    const { deviceId } = device;
    const form = await readForm(c, changeDeviceForm);
    if (!form.ok) return refuseChange(c, person.value, deviceId, form.refusal);
    const given = { ...form.value, person: person.value, deviceId, requestId: c.get("requestId") };
    const done = await changeDevice({ db }, given);
    if (!done.ok && done.refusal.kind !== "nothing_changed")
      return refuseChange(c, person.value, deviceId, done.refusal);
    return c.redirect(devicePath(hospitalId, deviceId), 303);
  });

  const findDevice = async ({ hospitalId }: Person, deviceId: string) =>
    deviceIdForm.test(deviceId) ? await readDevice(db, hospitalId, deviceId, await databaseNow(db)) : null;

  async function refuseNew(c: AppContext, person: Person, refusal: Refusal) {
    const faults = faultsOf(refusal);
    if (!faults) return answerRefusal(c, refusal);
    prepareRefusal(c, refusal);
    return showDevices(c, person, Object.fromEntries(new URLSearchParams(await c.req.text())), faults);
  }

  /** The form again, with what was typed and what is wrong with it. */
  async function refuseChange(c: AppContext, person: Person, deviceId: string, refusal: Refusal) {
    const device = await findDevice(person, deviceId);
    if (!device) return answerRefusal(c, { kind: "not_found" });
    const values: DeviceValues & { seen?: string } = Object.fromEntries(new URLSearchParams(await c.req.text()));
    if (refusal.kind === "edited_meanwhile") {
      const overtaken = { text: sentenceOf(c, refusal), theirs: said(device) };
      return showDevice(c, person, device, { values, overtaken, refusal });
    }
    const faults = faultsOf(refusal);
    if (!faults) return answerRefusal(c, refusal);
    return showDevice(c, person, device, { values, seen: values.seen ?? "", faults, refusal });
  }

  async function showDevices(c: AppContext, person: Person, values: DeviceValues, faults: readonly Fault[]) {
    const devices = await readDevices(db, person.hospitalId, await databaseNow(db));
    const bedIds = await readBedIds(db, person.hospitalId, null);
    return c.html(<DevicesPage {...(await hospitalShell(db, c, person))} {...{ devices, bedIds, values, faults }} />);
  }

  async function showDevice(c: AppContext, person: Person, device: ListedDevice, shown: ShownDevice) {
    const { values, seen = seenOfDevice(device), faults = [], overtaken = null, refusal } = shown;
    if (refusal) prepareRefusal(c, refusal);
    const bedIds = await readBedIds(db, person.hospitalId, null);
    const steps = await readDeviceSteps(db, person.hospitalId, device.deviceId, stepsShownMax);
    const page = { device, bedIds, steps, values, seen, faults, overtaken };
    return c.html(<DevicePage {...(await hospitalShell(db, c, person))} {...page} />);
  }

  return routes;
}

interface ShownDevice {
  readonly values: DeviceValues;
  /** Left out: the device as it stands. */
  readonly seen?: string;
  readonly faults?: readonly Fault[];
  readonly overtaken?: { readonly text: string; readonly theirs: string };
  readonly refusal?: Refusal;
}

const valuesOf = ({ bedId, intervalSeconds, clockRule }: DeviceSettings): DeviceValues => ({
  ...{ bed: bedId ?? "", interval: String(intervalSeconds), clock: clockRule },
});

const said = ({ bedId, intervalSeconds, clockRule }: DeviceSettings) =>
  [bedId ?? en.devices.noBed, spanSaid(intervalSeconds, en), en.devices.rulesShort[clockRule]].join(", ");

/** A refusal of what was typed, as the fault of its field; null: it is none of a field. */
function faultsOf(refusal: Refusal): readonly Fault[] | null {
  const { faults } = en.devices;
  switch (refusal.kind) {
    case "invalid_input":
      return refusal.faults;
    case "name_taken":
      return [{ field: "device", reason: refusal.kind, text: faults.taken }];
    case "list_full":
      return [{ field: "device", reason: refusal.kind, text: faults.full(refusal.max) }];
    case "unknown_bed":
      return [{ field: "bed", reason: refusal.kind, text: faults.bed }];
    default:
      return null;
  }
}
