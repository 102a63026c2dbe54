import type { RawReading } from "../domain/readings.ts";
import { type Bedside, createBedside, type SimulatedBed } from "./bedside.ts";
import { seeded } from "./random.ts";
import { createScenario, type Scenario, type ScenarioName } from "./scenarios.ts";

export interface PlayOptions {
  readonly hospitalId: string;
  readonly beds: readonly SimulatedBed[];
  /** The same seed, asked at the same seconds, plays the same patients. */
  readonly seed: string;
  readonly scenario: ScenarioName;
}

/** What all monitors of a hospital send at `now`, so many seconds after the start. `answered`: beds that are looked after. */
export type Play = (now: Date, seconds: number, answered: ReadonlySet<string>) => RawReading[];

export function createPlay({ hospitalId, beds, seed, scenario: name }: PlayOptions): Play {
  const scenario = createScenario(name, beds, seeded(seed, hospitalId, name));
  const bedsides = beds.map((bed) => createBedside(hospitalId, bed, seed));
  for (const bedside of bedsides) warmUp(bedside, scenario);
  return (now, seconds, answered) =>
    bedsides.flatMap((bedside) => bedside.tick(now, scenario(bedside.bedId, seconds, answered.has(bedside.bedId))));
}

/** The minutes before the start, in steps, so that who is ill at the start has become so and does not fall from the sky. */
const warmUpSeconds = 300;
const warmUpStepSeconds = 10;

function warmUp(bedside: Bedside, scenario: Scenario): void {
  for (let seconds = -warmUpSeconds; seconds < 0; seconds += warmUpStepSeconds)
    bedside.live(warmUpStepSeconds, scenario(bedside.bedId, seconds, false));
}
