import type { TestDatabase } from "./database.ts";
import { type RunningApp, runApp } from "./running-app.ts";
import { VitalsFixture } from "./vitals-fixture.ts";

export const vitalsPath = "/api/v1/vitals";

/** A gateway of the hospital `harbour` (two beds, two patients, a monitor each) and the app that it sends to. */
export interface VitalsClient {
  readonly app: RunningApp;
  readonly ward: VitalsFixture;
  readonly token: string;
  /** Text and bytes go as they are, all else as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<VitalsAnswer>;
  close(): Promise<void>;
}

export interface VitalsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: {
    readonly accepted?: number;
    readonly repeated?: number;
    readonly refused?: readonly { index: number; field: string; reason: string; text: string }[];
    readonly error?: string;
    readonly faults?: readonly { field: string; reason: string }[];
  };
}

export async function openVitalsClient(test: TestDatabase): Promise<VitalsClient> {
  const app = await runApp(test);
  const ward = await new VitalsFixture(test.db, "harbour").open({ W1: 2 }, ["W1-01", "W1-02"]);
  const token = await ward.token();
  return {
    app,
    ward,
    token,
    async post(body, headers = {}) {
      const answer = await fetch(`${app.url}${vitalsPath}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        body: body instanceof Uint8Array || typeof body === "string" ? (body as BodyInit) : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
    },
    close: () => app.close(),
  };
}
