import { argon2Sync, randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { hashPassword, nobodysHash, verifyPassword } from "../src/actions/passwords.ts";

const verified = async (hash: string, password: string) => {
  const answer = await verifyPassword(hash, password);
  return answer.ok && answer.value;
};

test("a password opens its own hash and no other", async () => {
  const hash = await hashPassword("Grüße 🏥 from the ward");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verified(hash, "Grüße 🏥 from the ward")).toBe(true);
  expect(await verified(hash, "grüße 🏥 from the ward")).toBe(false);
  expect(await verified(hash, "")).toBe(false);
  expect(await verified(nobodysHash, "Grüße 🏥 from the ward")).toBe(false);
});

test("two nurses with the same password have different hashes", async () => {
  expect(await hashPassword("same")).not.toBe(await hashPassword("same"));
});

test("an é is the same whether the keyboard composed it or not", async () => {
  expect(await verified(await hashPassword("caf\u00e9"), "cafe\u0301")).toBe(true);
});

test("a hash made with other costs is still read by its own", async () => {
  const salt = randomBytes(16);
  const tag = argon2Sync("argon2id", {
    message: Buffer.from("older"),
    nonce: salt,
    memory: 1024,
    passes: 3,
    parallelism: 2,
    tagLength: 24,
  });
  const bare = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  const hash = `$argon2id$v=19$m=1024,t=3,p=2$${bare(salt)}$${bare(tag)}`;
  expect(await verified(hash, "older")).toBe(true);
  expect(await verified(hash, "newer")).toBe(false);
});

test("a stored hash of another kind is a bug, not a wrong password", async () => {
  await expect(verifyPassword("$2b$10$abcdefghijklmnopqrstuv", "x")).rejects.toThrow("argon2id");
});

test("a flood of sign-ins is turned away after a bounded queue, and who waited is served", async () => {
  const hash = await hashPassword("flood");
  const answers = await Promise.all(Array.from({ length: 60 }, () => verifyPassword(hash, "flood")));
  const served = answers.filter((answer) => answer.ok && answer.value).length;
  const busy = answers.filter((answer) => !answer.ok && answer.refusal.kind === "busy").length;
  expect({ served, busy }).toEqual({ served: 34, busy: 26 });
  expect(await verified(hash, "flood")).toBe(true);
});

test("boards go on being drawn while passwords are checked", async () => {
  const hash = await hashPassword("busy");
  const before = performance.eventLoopUtilization();
  await Promise.all(Array.from({ length: 20 }, () => verifyPassword(hash, "busy")));
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});
