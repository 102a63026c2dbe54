import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CannotStart } from "../src/db/cannot-start.ts";
import { claimBeds, releaseBeds } from "../src/demo/handover.ts";
import { startMonitors } from "../src/demo/monitors.ts";
import type { Posted } from "../src/demo/post-vitals.ts";
import { demoHospital, demoHospitals, simulatedBeds } from "../src/demo/roster.ts";
import { isScenario, type ScenarioName, scenarioNames } from "../src/demo/scenarios.ts";
import { demoTarget } from "./demo-target.ts";
import { endSignal } from "./end-signal.ts";

/** Plays a scenario at the beds of a demo hospital of a running server, whose own monitors leave them alone meanwhile. */
const usage =
  "npm run simulate -- --scenario NAME [--seed N] [--hospital st-brigid] [--url http://127.0.0.1:3000] [--token T] [--minutes M]";

const claimMillis = 3_000;
const reportMillis = 5_000;
/** A week: a timer that is set for longer than 24 days ends at once. */
const minutesMax = 10_080;

main().catch((error: unknown) => {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { scenario, seed, hospital, minutes, ...server } = readArguments();
  const played = demoHospital(hospital);
  if (!played) {
    const known = demoHospitals.map(({ hospitalId }) => hospitalId).join(", ");
    throw new CannotStart(`The demo has no hospital ${hospital}: use one of ${known}.`);
  }
  const { url, token, dataDir } = demoTarget({ hospital, ...server });
  const beds = simulatedBeds(played);
  const bedIds = beds.map(({ bedId }) => bedId);
  const claim = () => {
    if (dataDir !== null) claimBeds(dataDir, { hospitalId: hospital, bedIds }, new Date());
  };
  claim();
  const claiming = setInterval(claim, claimMillis);

  const end = endSignal();
  const counts = createCounts();
  const log = { warn: (details: object, message: string) => console.error(message, JSON.stringify(details)) };
  const onPosted = (posted: Posted) => {
    counts.add(posted);
    if (posted.kind === "no") end.abort();
  };
  const monitors = startMonitors({ url, token, hospitalId: hospital, beds, seed, scenario, log, onPosted });
  console.log(`Playing ${scenario} (seed ${seed}) at ${beds.length} beds of ${hospital}, ${url}. Ctrl-C ends it.`);
  const reporting = setInterval(() => console.log(counts.line()), reportMillis);

  await pause(minutes * 60_000, undefined, { signal: end.signal }).catch(() => undefined);
  clearInterval(reporting);
  clearInterval(claiming);
  await monitors.stop();
  if (dataDir !== null) releaseBeds(dataDir);
  console.log(counts.line());
  if (counts.fault) {
    console.error(counts.fault);
    process.exitCode = 1;
  }
}

function createCounts() {
  const reasons = new Map<string, number>();
  let accepted = 0;
  let repeated = 0;
  let fault: string | null = null;
  return {
    add(posted: Posted): void {
      if (posted.kind === "taken") {
        accepted += posted.accepted;
        repeated += posted.repeated;
        for (const { reason } of posted.refused) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        fault = null;
      } else
        fault = posted.kind === "later" ? `The server does not take readings now: ${posted.why}.` : refusal(posted);
    },
    line() {
      const refused = [...reasons].map(([reason, count]) => `, refused ${count} (${reason})`).join("");
      return `accepted ${accepted}, repeated ${repeated}${refused}${fault ? `; ${fault}` : ""}`;
    },
    /** What stands in the way at the end, or null. */
    get fault() {
      return fault;
    },
  };
}

const refusal = ({ status, why }: { readonly status: number; readonly why: string }) =>
  status === 401
    ? "The server does not know this token: it may have been started again since. Start once more, or name another."
    : `The server refused the readings with ${status}: ${why}`;

function readArguments() {
  const options = {
    scenario: { type: "string" },
    seed: { type: "string", default: "1" },
    hospital: { type: "string", default: "st-brigid" },
    url: { type: "string" },
    token: { type: "string" },
    minutes: { type: "string", default: "60" },
  } as const;
  try {
    const { scenario, minutes, ...rest } = parseArgs({ options }).values;
    if (scenario === undefined || !isScenario(scenario))
      throw new CannotStart(`Name a scenario, one of ${scenarioNames.join(", ")}: ${usage}`);
    const length = Number(minutes);
    if (!(length > 0 && length <= minutesMax))
      throw new CannotStart(`--minutes is a number up to ${minutesMax}: ${usage}`);
    return { ...rest, scenario: scenario satisfies ScenarioName, minutes: length };
  } catch (error) {
    throw error instanceof TypeError ? new CannotStart(`${error.message}. Use: ${usage}`) : error;
  }
}
