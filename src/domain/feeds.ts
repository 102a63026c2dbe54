/** A device that somebody counts on: it stands at the bed of a patient who is there, and has spoken before. */
export interface WatchedDevice {
  readonly deviceId: string;
  readonly bedId: string;
  readonly wardId: string;
  /** Since when it counts as lost. */
  readonly lostAt: Date | null;
  readonly lastHeardAt: Date;
  /** When its silence has lasted too long: of one that counts as lost, when that has to be said (again). */
  readonly dueAt: Date;
}

/** What one credential speaks for: a gateway, a ward's monitors. */
export interface Feed {
  readonly name: string;
  readonly deviceIds: ReadonlySet<string>;
}

export interface DownFeed {
  readonly name: string;
  readonly devices: readonly WatchedDevice[];
}

export interface Silence {
  /** Count as lost from now on. */
  readonly newlyLost: readonly WatchedDevice[];
  /** Each stands for its devices. */
  readonly down: readonly DownFeed[];
  /** Lost, and for none of them a feed stands: each is a matter of its own. */
  readonly alone: readonly WatchedDevice[];
}

/**
 * All monitors behind a gateway fall silent within a few seconds of each other, not at once. For so long the first of them
 * is not called lost by itself, if nothing came from the others either. Ours: three beats of a slow monitor.
 */
const holdMillis = 15_000;

/** One device is no feed: what is wrong with it is said of it. */
const feedDevicesMin = 2;

/** What follows from who has been silent for too long. A feed is down when every watched device it speaks for is. */
export function judgeSilence(devices: readonly WatchedDevice[], feeds: readonly Feed[], now: Date): Silence {
  const watched = feeds
    .map(({ name, deviceIds }) => ({ name, devices: devices.filter(({ deviceId }) => deviceIds.has(deviceId)) }))
    .filter((feed) => feed.devices.length >= feedDevicesMin)
    .sort((a, b) => b.devices.length - a.devices.length);
  const down: DownFeed[] = [];
  const stoodFor = new Set<string>();
  for (const feed of watched) {
    // Two credentials of one gateway, while it is given a new one, are one trouble.
    if (!feed.devices.every((device) => isSilent(device, now))) continue;
    if (feed.devices.every(({ deviceId }) => stoodFor.has(deviceId))) continue;
    down.push(feed);
    for (const { deviceId } of feed.devices) stoodFor.add(deviceId);
  }
  const quiet = watched.filter((feed) => feed.devices.every(({ lastHeardAt }) => isLongAgo(lastHeardAt, now)));
  const held = (device: WatchedDevice) =>
    device.lostAt === null &&
    !stoodFor.has(device.deviceId) &&
    !isLongAgo(device.dueAt, now) &&
    quiet.some((feed) => feed.devices.includes(device));
  const due = devices.filter((device) => device.dueAt < now && !held(device));
  return {
    newlyLost: due.filter(({ lostAt }) => lostAt === null),
    down,
    alone: due.filter(({ deviceId }) => !stoodFor.has(deviceId)),
  };
}

const isSilent = ({ lostAt, dueAt }: WatchedDevice, now: Date) => lostAt !== null || dueAt < now;
const isLongAgo = (at: Date, now: Date) => now.getTime() - at.getTime() >= holdMillis;
