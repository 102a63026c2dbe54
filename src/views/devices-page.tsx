import type { DeviceSettings, ListedDevice } from "../domain/device-settings.ts";
import { DeviceForm, type DeviceFormProps } from "./device-form.tsx";
import { clockAhead, heardSaid } from "./device-said.tsx";
import { HospitalPage, type HospitalShell } from "./hospital-page.tsx";
import { spanSaid } from "./ladder-words.tsx";

interface DevicesPageProps extends HospitalShell {
  /** By ward and bed, those without a bed last. */
  readonly devices: readonly ListedDevice[];
  /** In the order of the wards. */
  readonly bedIds: readonly string[];
  /** What was typed of a new one, and what is wrong with it. */
  readonly values: DeviceFormProps["values"];
  readonly faults: DeviceFormProps["faults"];
}

/** What sends vital signs in this hospital, and whether it can be relied on. */
export function DevicesPage(props: DevicesPageProps) {
  const { devices, bedIds, values, faults, person, words } = props;
  const said = words.devices;
  return (
    <HospitalPage {...props} page="devices" title={said.title} styles={["patients.css"]}>
      <p class="lead">{said.lead}</p>
      <section class="card" aria-labelledby="devices-heading">
        <h2 id="devices-heading" class="sr">
          {said.title}
        </h2>
        {devices.length === 0 ? <p>{said.none}</p> : <Devices {...props} />}
      </section>
      <section class="card" aria-labelledby="add-heading" id="add">
        <h2 id="add-heading">{said.add.title}</h2>
        <DeviceForm
          {...{ bedIds, values, faults, words }}
          action={devicesPath(person.hospitalId)}
          submit={said.add.submit}
          isNew
        />
      </section>
    </HospitalPage>
  );
}

export const devicesPath = (hospitalId: string) => `/hospitals/${hospitalId}/devices`;
export const devicePath = (hospitalId: string, deviceId: string) =>
  `${devicesPath(hospitalId)}/${encodeURIComponent(deviceId)}`;

function Devices(props: DevicesPageProps) {
  const { columns } = props.words.devices;
  return (
    <table class="devices">
      <thead>
        <tr>
          <th scope="col">{columns.device}</th>
          <th scope="col">{columns.bed}</th>
          <th scope="col">{columns.heard}</th>
          <th scope="col">{columns.interval}</th>
          <th scope="col">{columns.clock}</th>
          <th scope="col">{columns.held}</th>
          <th scope="col">{columns.tokens}</th>
        </tr>
      </thead>
      <tbody>
        {props.devices.map((device) => (
          <DeviceRow {...props} device={device} />
        ))}
      </tbody>
    </table>
  );
}

/** Each cell names its column again, for a screen on which the table is a list. */
function DeviceRow({ device, hospital, person, words }: DevicesPageProps & { device: ListedDevice }) {
  const { deviceId, wardName, tokens, held } = device;
  const said = words.devices;
  const { columns } = said;
  return (
    <tr>
      <th scope="row">
        <a href={devicePath(person.hospitalId, deviceId)}>{deviceId}</a>
      </th>
      <td data-label={columns.bed} class={device.bedId === null ? "none" : undefined}>
        {device.bedId ?? said.noBed} {wardName !== null && <small>{wardName}</small>}
      </td>
      <td data-label={columns.heard}>{heardSaid(device, hospital.timeZone, words)}</td>
      <td data-label={columns.interval}>{spanSaid(device.intervalSeconds, words)}</td>
      <td data-label={columns.clock}>
        {clockAhead(device.skewSeconds, words)} <ClockRuleSaid {...device} words={words} />
      </td>
      <td data-label={columns.held} class={held === 0 ? "none" : "warned"}>
        {held === 0 ? said.noneHeld : said.heldReadings(held)}
      </td>
      <td data-label={columns.tokens} class={tokens.length === 0 ? "none" : undefined}>
        <bdi>{tokens.length === 0 ? said.noToken : tokens.join(", ")}</bdi>
      </td>
    </tr>
  );
}

function ClockRuleSaid({ clockRule, words }: Pick<DeviceSettings, "clockRule"> & Pick<HospitalShell, "words">) {
  if (clockRule === "as_sent") return null;
  return <small>{words.devices.rulesShort[clockRule]}</small>;
}
