import { clockOffSecondsMax, clockRules } from "../domain/device-clock.ts";
import { deviceSecondsMax, deviceSecondsMin } from "../domain/device-settings.ts";
import type { Fault } from "../domain/refusals.ts";
import { Field, faultProps } from "./field.tsx";
import type { Words } from "./words/words.ts";

/** What the form posts; an empty bed is none. */
export interface DeviceValues {
  readonly device?: string;
  readonly bed?: string;
  readonly interval?: string;
  readonly clock?: string;
}

export interface DeviceFormProps {
  readonly action: string;
  readonly submit: string;
  readonly bedIds: readonly string[];
  readonly values: DeviceValues;
  readonly faults: readonly Fault[];
  /** It has no name yet. */
  readonly isNew?: boolean;
  /** The device as it is looked at, to find out whether somebody has changed it since. */
  readonly seen?: string;
  readonly words: Words;
}

/** Where a device stands and what is expected of it. */
export function DeviceForm(props: DeviceFormProps) {
  const { action, submit, bedIds, values, faults, isNew = false, seen, words } = props;
  const said = words.devices.fields;
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.text;
  return (
    <form class="kind-form" method="post" action={action}>
      {seen !== undefined && <input type="hidden" name="seen" value={seen} />}
      {isNew && (
        <Field id="device-name" label={said.name} hint={said.nameHint} fault={faultOf("device")}>
          <input
            id="device-name"
            name="device"
            value={values.device}
            maxlength={64}
            required
            autocomplete="off"
            {...faultProps("device-name", faultOf("device"))}
          />
        </Field>
      )}
      <Field id="device-bed" label={said.bed} hint={said.bedHint} fault={faultOf("bed")}>
        <select id="device-bed" name="bed" {...faultProps("device-bed", faultOf("bed"))}>
          <option value="">{said.none}</option>
          {bedIds.map((bedId) => (
            <option value={bedId} selected={values.bed === bedId}>
              {bedId}
            </option>
          ))}
        </select>
      </Field>
      <Field
        id="device-interval"
        label={said.interval}
        hint={said.intervalHint(deviceSecondsMin, deviceSecondsMax)}
        fault={faultOf("interval")}
      >
        <input
          id="device-interval"
          name="interval"
          value={values.interval}
          inputmode="numeric"
          required
          autocomplete="off"
          {...faultProps("device-interval", faultOf("interval"))}
        />
      </Field>
      <Field id="device-clock" label={said.clock} hint={said.clockHint(clockOffSecondsMax)} fault={faultOf("clock")}>
        <select id="device-clock" name="clock" {...faultProps("device-clock", faultOf("clock"))}>
          {clockRules.map((rule) => (
            <option value={rule} selected={values.clock === rule}>
              {words.devices.rules[rule]}
            </option>
          ))}
        </select>
      </Field>
      <p class="buttons">
        <button type="submit" class="go">
          {submit}
        </button>
      </p>
    </form>
  );
}
