import type { DeviceStep, ListedDevice } from "../domain/device-settings.ts";
import { DeviceForm, type DeviceFormProps, type DeviceValues } from "./device-form.tsx";
import { clockAhead, heardSaid } from "./device-said.tsx";
import { devicePath, devicesPath } from "./devices-page.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { spanSaid } from "./ladder-words.tsx";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface DevicePageProps extends HospitalShell {
  readonly device: ListedDevice;
  readonly bedIds: readonly string[];
  /** Newest first. */
  readonly steps: readonly DeviceStep[];
  readonly seen: string;
  readonly values: DeviceValues;
  readonly faults: DeviceFormProps["faults"];
  /** Somebody was faster: why nothing was saved, and what they saved. */
  readonly overtaken: { readonly text: string; readonly theirs: string } | null;
}

/** A device: what is known of it, what it is expected to do, and when it was missed. */
export function DevicePage(props: DevicePageProps) {
  const { device, bedIds, steps, seen, values, faults, overtaken, hospital, person, words } = props;
  const said = words.devices;
  const { columns } = said;
  return (
    <HospitalPage {...props} page="devices" title={device.deviceId} styles={["patients.css"]}>
      <p>
        <a class="button" href={devicesPath(person.hospitalId)}>
          {said.back}
        </a>
      </p>
      {overtaken !== null && (
        <div id="refusal" class="refused" role="alert">
          <p>{overtaken.text}</p>
          <p>
            <b>{words.hospital.theirs}:</b> {overtaken.theirs}
          </p>
          <p>{words.hospital.yours}</p>
        </div>
      )}
      <div class="two">
        <section class="card" aria-labelledby="known-heading">
          <h2 id="known-heading" class="sr">
            {device.deviceId}
          </h2>
          <dl class="facts">
            <dt>{columns.bed}</dt>
            <dd>
              {device.bedId ?? said.noBed} {device.wardName !== null && <small>{device.wardName}</small>}
            </dd>
            <dt>{columns.heard}</dt>
            <dd>{heardSaid(device, hospital.timeZone, words)}</dd>
            <dt>{columns.interval}</dt>
            <dd>{spanSaid(device.intervalSeconds, words)}</dd>
            <dt>{columns.clock}</dt>
            <dd>
              {clockAhead(device.skewSeconds, words)} <small>{said.rulesShort[device.clockRule]}</small>
            </dd>
            <dt>{columns.held}</dt>
            <dd>{device.held === 0 ? said.noneHeld : said.heldReadings(device.held)}</dd>
            <dt>{columns.tokens}</dt>
            <dd>
              <bdi>{device.tokens.length === 0 ? said.noToken : device.tokens.join(", ")}</bdi>
            </dd>
          </dl>
        </section>
        <section class="card" aria-labelledby="change-heading">
          <h2 id="change-heading">{said.change.title}</h2>
          <DeviceForm
            {...{ bedIds, values, faults, seen, words }}
            action={devicePath(person.hospitalId, device.deviceId)}
            submit={words.hospital.save}
          />
        </section>
      </div>
      <section class="card" aria-labelledby="missed-heading">
        <h2 id="missed-heading">{said.history.title}</h2>
        {steps.length === 0 && <p>{said.history.none}</p>}
        <ul class="plain">
          {steps.map((step) => (
            <li>
              <Moment at={step.at} dated zone={hospital.timeZone} words={words} /> {stepSaid(step, words)} (
              <a href={`/alerts/${step.alertId}`}>{said.history.alert(step.alertId)}</a>)
            </li>
          ))}
        </ul>
      </section>
    </HospitalPage>
  );
}

function stepSaid({ event, reason }: DeviceStep, words: Words): string {
  const { events, reasons } = words.devices.history;
  const why = event === "resolved" ? reasons[reason] : undefined;
  return why === undefined ? events[event] : `${events[event]}: ${why}`;
}
