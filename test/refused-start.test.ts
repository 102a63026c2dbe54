import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { unsuitable } from "../src/db/reach.ts";
import { build } from "./support/build.ts";
import { asAdmin, emptyDatabase, urlOfDatabase } from "./support/database.ts";
import { spawnServer } from "./support/server.ts";

/** Whoever starts a board at night gets one sentence that says what to do. */
let folder: string;
beforeAll(() => {
  build();
  folder = mkdtempSync(join(tmpdir(), "wardlight-refused-"));
  // Root's Postgres is another user.
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(env: Record<string, string>): Promise<string> {
  const { child, output } = spawnServer({ DATA_DIR: join(folder, "unused"), ...env });
  const [code] = await once(child, "exit");
  const said = output().trim();
  expect(code).toBe(1);
  expect(said.split("\n")).toHaveLength(1);
  expect(said).not.toContain("    at ");
  expect(readdirSync(folder)).not.toContain("unused");
  return said;
}

describe("a setting that is wrong", () => {
  for (const [name, value] of [
    ["PORT", "80800"],
    ["PORT", "http"],
    ["LOG_LEVEL", "loud"],
    ["DEMO", "yes"],
    ["DATABASE_URL", "mysql://localhost/x"],
    ["DATABASE_URL", "wardlight"],
    ["SESSION_IDLE_MINUTES", "0"],
  ] as const)
    test(`is named: ${name}=${value}`, async () => {
      expect(await refusal({ [name]: value })).toMatch(
        new RegExp(`^Wardlight cannot start: ${name} must .*start again\\.$`),
      );
    });

  test("an address that this machine does not have is named", async () => {
    expect(await refusal({ HOST: "192.0.2.1", PORT: "0" })).toContain(
      "This machine has no address 192.0.2.1: set HOST",
    );
  });

  test("a port that another program has is named before anything is made", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    expect(await refusal({ PORT: String(port) })).toMatch(/is taken by another program: end that one, or set PORT/);
    other.close();
  });
});

describe("a data folder that cannot be used", () => {
  test("where a file is in its way", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusal({ DATA_DIR: join(folder, "file") })).toMatch(/a file is in its way. Set DATA_DIR/);
    expect(await refusal({ DATA_DIR: join(folder, "file", "data") })).toMatch(/a file is in its way. Set DATA_DIR/);
  });

  test("where somebody else's files lie, which stay as they are", async () => {
    const foreign = join(folder, "foreign");
    mkdirSync(join(foreign, "base"), { recursive: true });
    expect(await refusal({ DATA_DIR: foreign })).toMatch(/holds files that are not Wardlight's \(base\)/);
    expect(readdirSync(foreign)).toEqual(["base"]);
  });

  test("where half a database lies, which may hold data and stays as it is", async () => {
    const half = join(folder, "half");
    mkdirSync(join(half, "database", "base"), { recursive: true });
    expect(await refusal({ DATA_DIR: half })).toMatch(/is incomplete \(PG_VERSION is missing\) and may hold data/);
    expect(readdirSync(join(half, "database"))).toEqual(["base"]);
  });

  test.runIf(process.getuid?.() === 0)("where a database lies that root's Postgres cannot enter", async () => {
    const closed = join(folder, "closed");
    mkdirSync(join(closed, "data", "database"), { recursive: true });
    chmodSync(closed, 0o700);
    expect(await refusal({ DATA_DIR: join(closed, "data") })).toMatch(/open the folders above it \(chmod o\+x\)/);
  });

  test("where another Postgres made the database", async () => {
    const older = join(folder, "older");
    mkdirSync(join(older, "database", "global"), { recursive: true });
    writeFileSync(join(older, "database", "PG_VERSION"), "16\n");
    writeFileSync(join(older, "database", "global", "pg_control"), "");
    writeFileSync(join(older, "database", "wardlight.password"), "");
    expect(await refusal({ DATA_DIR: older })).toMatch(/was made by Postgres 16, and Postgres 18 is installed/);
  });
});

describe("a DATABASE_URL that is wrong", () => {
  const url = () => new URL(inject("postgresUrl"));

  test("names a server that is not there", async () => {
    const { port } = await freePort();
    expect(await refusal({ DATABASE_URL: `postgres://a:secret@127.0.0.1:${port}/b` })).toMatch(
      /does not answer \(ECONNREFUSED\): start it, or correct host and port/,
    );
    expect(await refusal({ DATABASE_URL: "postgres://a:secret@nowhere.invalid/b" })).toMatch(/nowhere\.invalid/);
  });

  test("has a wrong password, which is not repeated", async () => {
    const wrong = url();
    wrong.password = "sesame-sesame";
    const said = await refusal({ DATABASE_URL: wrong.href });
    expect(said).toMatch(/does not let the role postgres in: correct the name or the password/);
    expect(said).not.toContain("sesame");
    wrong.password = "";
    expect(await refusal({ DATABASE_URL: wrong.href })).toMatch(/does not let the role postgres in/);
  });

  test("names a database that is not there", async () => {
    expect(await refusal({ DATABASE_URL: urlOfDatabase(url().href, "nowhere") })).toMatch(
      /has no database nowhere: create it \(create database nowhere\)/,
    );
  });

  test("names a role that may make no tables", async () => {
    const { url: empty, drop } = await emptyDatabase();
    await asAdmin("create role guest_of_ward login password 'guest'");
    const guest = new URL(empty);
    guest.username = "guest_of_ward";
    guest.password = "guest";
    expect(await refusal({ DATABASE_URL: guest.href })).toMatch(/may not create tables. Give it a database of its own/);
    await drop();
    await asAdmin("drop role guest_of_ward");
  });

  test("names a database that is somebody else's", async () => {
    const { url: other, drop } = await emptyDatabase();
    await asAdmin("create table staff (name text)", other);
    expect(await refusal({ DATABASE_URL: other })).toMatch(/holds other tables .*Give Wardlight a database of its own/);
    await drop();
  });

  test("names one whose schema a newer Wardlight made", async () => {
    const { url: newer, drop } = await emptyDatabase();
    await asAdmin(
      "create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)",
      newer,
    );
    await asAdmin("insert into kysely_migration values ('9999_from_the_future', '2027-01-01')", newer);
    expect(await refusal({ DATABASE_URL: newer })).toMatch(/was made by a newer Wardlight/);
    await drop();
  });

  test("leads to a Postgres that is too old, or to a standby", () => {
    expect(unsuitable(140_012, false)).toMatch(/is version 14, and Wardlight needs 15 or later/);
    expect(unsuitable(150_000, false)).toBeNull();
    expect(unsuitable(180_004, true)).toMatch(/a standby/);
  });

  test("a demo is refused beside a hospital that is none", async () => {
    const { url: real, drop } = await emptyDatabase();
    const { child } = spawnServer({ DATABASE_URL: real, DEMO: "0" });
    await once(child.stdout ?? child, "data");
    child.kill();
    await once(child, "exit");
    await asAdmin("insert into hospitals (hospital_id, name, time_zone) values ('real', 'Real', 'UTC')", real);
    expect(await refusal({ DATABASE_URL: real, DEMO: "1" })).toMatch(/holds the hospital real, which is no demo/);
    await drop();
  });
});

async function freePort(): Promise<AddressInfo> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  server.close();
  return address;
}
