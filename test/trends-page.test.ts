import { beforeAll, describe, expect, test } from "vitest";
import { hospitalDesk, readOut } from "./support/hospital-desk.ts";

const desk = hospitalDesk();
let stayId: string;
let elsewhere: string;
beforeAll(async () => {
  const { ward, summit } = desk;
  stayId = await ward.fixture.admit("W1-02", { family_name: "</script><b>Byrne", given_name: "Aoife" });
  elsewhere = await summit.fixture.admit("W1-01", { family_name: "Canarywort" });
  await ward.fixture.current(stayId, { heartRate: 128, spo2: 97 }, 2);
  await ward.fixture.observed(stayId, "heartRate", [
    [ward.at(-7000), 71],
    [ward.at(-4000), 80],
    [ward.at(-3970), 82],
    [ward.at(-3940), null],
    [ward.at(-3000), 95],
    [ward.at(-2), 128],
  ]);
  await ward.fixture.observed(stayId, "spo2", [[ward.at(-2), 97]]);
  await summit.fixture.observed(elsewhere, "heartRate", [[ward.at(-2), 177]]);
  await desk.db
    .insertInto("ward_limits")
    .values({
      ...{ hospital_id: "harbour", ward_id: "W1", sign: "heartRate" as const },
      ...{ critical_low: 40, low: 50, high: 120, critical_high: 140 },
    })
    .execute();
  const alertId = await ward.fixture.alert({ stay_id: stayId });
  await ward.fixture.cause(alertId, stayId);
});

const page = (query = "") => `/stays/${stayId}/trends${query}`;
const points = (query: string, of = stayId) => `/stays/${of}/trends/points?${query}`;
const dataOf = (body: string) =>
  JSON.parse(/<script id="plots" type="application\/json">(.*?)<\/script>/s.exec(body)?.[1] ?? "null");

describe("a patient's trends", () => {
  test("have every sign that was measured, its limits, the alerts, a picture, and the numbers as a table", async () => {
    const { status, body } = await desk.get("nurse", page());
    expect(status).toBe(200);
    const { plots, spans } = dataOf(body);
    expect(plots.map(({ sign }: { sign: string }) => sign)).toEqual(["heartRate", "spo2"]);
    expect(plots[0]).toMatchObject({ values: [71, 80, 82, null, 95, 128], unit: "/min", gapSeconds: 120 });
    expect(plots[0].limits.map(({ limit }: { limit: number }) => limit)).toEqual([40, 50, 120, 140]);
    expect(spans).toMatchObject([{ sign: "heartRate", priority: "medium", to: null }]);
    // The line ends at the long silence and where there was no reading.
    expect(body.match(/<polyline/g)).toHaveLength(5);
    expect(body.match(/class="limit lesser"/g)).toHaveLength(2);
    expect(body).toMatch(/class="span medium"/);
    const text = readOut({ body } as never);
    for (const words of ["Alerts in this time", "above 120", "80 to 82", "each 10 minutes"])
      expect(text).toContain(words);
    expect(body).toContain(`href="/stays/${stayId}"`);
    expect((await desk.get("nurse", `/stays/${stayId}`)).body).toContain(`href="/stays/${stayId}/trends"`);
  });

  test("of an hour leave out what was before it, and lead there", async () => {
    const hour = await desk.get("doctor", page("?range=1h"));
    expect(dataOf(hour.body).plots[0].values).toEqual([95, 128]);
    const earlier = /href="([^"]*until=\d+)"/.exec(hour.body)?.[1]?.replace("&amp;", "&") ?? "";
    const before = await desk.get("doctor", earlier);
    expect(dataOf(before.body).plots[0].values).toEqual([71, 80, 82, null]);
    expect(before.body).toContain('rel="next"');
  });

  test("of the whole stay begin with it", async () => {
    const { from, to, resolution } = dataOf((await desk.get("doctor", page("?range=stay"))).body);
    expect(to - from).toBeGreaterThanOrEqual(86_400);
    expect(resolution).toBe("minutes");
  });

  test("are written down once a page, and not for the questions of a page that is open", async () => {
    const before = (await desk.audited("open_trends")).length;
    await desk.get("head_doctor", page());
    const { version, now } = JSON.parse((await desk.get("head_doctor", page("/version"))).body);
    expect([version, now]).toEqual([expect.any(String), expect.any(Number)]);
    await desk.get("head_doctor", page("/regions?range=1h"));
    await desk.get("head_doctor", points(`from=${now - 60_000}&slices=100`));
    const opened = await desk.audited("open_trends");
    expect(opened).toHaveLength(before + 1);
    expect(opened.at(-1)).toMatchObject({ subject: `stay:${stayId}`, staff_id: desk.people.head_doctor.staffId });
  });

  test("are asked for nearer, and up to now for what is new", async () => {
    const since = desk.ward.at(-60).getTime();
    const news = JSON.parse((await desk.get("nurse", points(`from=${since}&slices=100`))).body);
    expect(news.plots.map(({ values }: { values: number[] }) => values)).toEqual([[128], [97]]);
    expect(news.live).toBe(true);
    const near = JSON.parse(
      (await desk.get("nurse", points(`from=${since - 3_600_000}&to=${since}&slices=2000`))).body,
    );
    expect(near.plots[0].values).toEqual([95]);
    expect(near.live).toBe(false);
  });

  test("have a version that a new reading changes", async () => {
    const version = async () => JSON.parse((await desk.get("nurse", page("/version"))).body).version.split(".")[1];
    const before = await version();
    expect(await version()).toBe(before);
    await desk.database.pool.query("update current_vitals set received_at = received_at + interval '1 second'");
    expect(await version()).not.toBe(before);
  });
});

describe("who sees them", () => {
  const all = () => [page(), page("/version"), page("/regions"), points("from=0&slices=100")];

  test("is staff, an operator and an admin too, and no screen on the wall", async () => {
    for (const role of ["operator", "nurse", "doctor", "head_doctor", "admin"] as const)
      for (const path of all()) expect((await desk.get(role, path)).status, `${role} ${path}`).toBe(200);
    for (const path of all()) expect((await desk.get("display", path)).status, path).toBe(404);
  });

  test("is nobody who is not signed in", async () => {
    expect((await desk.get(null, page())).status).toBe(401);
    for (const path of all().slice(1)) expect(await desk.get(null, path)).toMatchObject({ status: 401, body: "" });
  });

  test("reads on while away for a while, and opens nothing new", async () => {
    await desk.database.pool.query(
      "update sessions set active_at = active_at - interval '1 hour' where staff_id = $1",
      [desk.people.nurse.staffId],
    );
    expect((await desk.get("nurse", page())).status).toBe(401);
    for (const path of all().slice(1)) expect((await desk.get("nurse", path)).status, path).toBe(200);
    await desk.database.pool.query("update sessions set active_at = now() where staff_id = $1", [
      desk.people.nurse.staffId,
    ]);
  });

  test.for<[string, () => string]>([
    ["another hospital's patient", () => elsewhere],
    ["one that is not there", () => "999999999"],
    ["what is no id", () => "1%20or%201=1"],
    ["a number that no id is", () => "99999999999999999999"],
    ["a script", () => "%3Cscript%3E"],
  ])("of %s is nobody: the answers are the same", async ([, id]) => {
    const bare = ({ status, body }: { status: number; body: string }) => [status, body.replaceAll(/[\w-]{12}/g, "")];
    for (const path of ["", "/version", "/regions", "/points?from=0&slices=100"]) {
      const answer = await desk.get("doctor", `/stays/${id()}/trends${path}`);
      expect(answer.status, path).toBe(404);
      expect(answer.body).not.toContain("Canarywort");
      expect(bare(answer)).toEqual(bare(await desk.get("doctor", `/stays/888888888/trends${path}`)));
    }
  });
});

describe("what is asked for", () => {
  test("in a link that is none of ours is the usual time", async () => {
    for (const query of ["?range=%3Cb%3E", "?range=__proto__", "?until=tomorrow", "?range=4h&until=-1", "?x=1"]) {
      const { status, body } = await desk.get("nurse", page(query));
      expect([status, dataOf(body).to - dataOf(body).from], query).toEqual([200, 4 * 3600]);
    }
  });

  test.for([
    "",
    "from=0",
    "slices=100",
    "from=x&slices=100",
    "from=0&slices=49",
    "from=0&slices=2001",
    "from=0&slices=1e3",
    "from=100&to=100&slices=100",
    "from=-1&slices=100",
    "from=99999999999999&slices=100",
    "from=0&slices=100&sign=heartRate",
  ])("by a script that is none of ours is refused: %s", async (query) => {
    expect(await desk.get("nurse", points(query))).toMatchObject({ status: 400, body: "" });
  });

  test("from the beginning of time costs no more slices than were asked for", async () => {
    const { plots, resolution } = JSON.parse((await desk.get("nurse", points("from=0&slices=50"))).body);
    expect(resolution).toBe("hours");
    expect(plots[0].at.length).toBeLessThanOrEqual(5);
  });
});

test("a name that is a tag stays text, in the page and in its data", async () => {
  const { body } = await desk.get("nurse", page());
  expect(body).not.toContain("</script><b>Byrne");
  expect(body).toContain("&lt;/script&gt;&lt;b&gt;Byrne");
  expect(body.match(/<title>(.*?)<\/title>/)?.[1]).not.toContain("Byrne");
});

test("of a stay that is over there are trends up to its end, and nothing goes on", async () => {
  const { ward } = desk;
  const over = await ward.fixture.admit("W1-03");
  await ward.fixture.observed(over, "heartRate", [[ward.at(-5000), 66]]);
  await desk.database.pool.query("update occupancies set to_at = $1 where stay_id = $2", [ward.at(-3600), over]);
  await desk.database.pool.query("update stays set ended_at = $1 where stay_id = $2", [ward.at(-3600), over]);
  const { status, body } = await desk.get("doctor", `/stays/${over}/trends?range=1h`);
  expect(status).toBe(200);
  const data = dataOf(body);
  expect([data.live, data.to]).toEqual([false, ward.at(-3600).getTime() / 1000]);
  expect(data.plots[0].values).toEqual([66]);
  expect(body).not.toContain("Up to now");
});
