import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { ok, type Result, refuse } from "../domain/refusals.ts";

/**
 * Passwords as argon2id in a PHC string. OWASP's smallest recommended set (19 MiB, 2 passes, 1 lane): some 30 ms on a
 * thread of Node's pool, where the event loop and with it every stream goes on.
 */
const memoryKib = 19_456;
const passes = 2;
const lanes = 1;
const tagBytes = 32;
const saltBytes = 16;

/** Node's pool has four threads and files need it too, so a flood of sign-ins gets two of them and 40 MB. */
const atOnceMax = 2;
/** About half a second of waiting at two every 30 ms; who comes after is told to come back. */
const waitingMax = 32;
const retryAfterSeconds = 2;

/** Longer than any pass phrase and short enough that hashing it costs nothing worth attacking. */
export const passwordBytesMax = 1024;

/** A hash no password has: unknown addresses are checked against it, so that they take as long as known ones. */
export const nobodysHash = phc(Buffer.alloc(saltBytes), Buffer.alloc(tagBytes));

/** The PHC string to store. Waits its turn whatever the queue's length: it is called by people of the house, not by guests. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const release = await turn();
  try {
    return phc(salt, await derive(password, salt, { memoryKib, passes, lanes, tagBytes }));
  } finally {
    release();
  }
}

/** Whether `password` is the one that was hashed, compared in constant time. Refuses `busy` when too many wait. */
export async function verifyPassword(hash: string, password: string): Promise<Result<boolean>> {
  if (waiting.length >= waitingMax) return refuse({ kind: "busy", retryAfterSeconds });
  const stored = readPhc(hash);
  const release = await turn();
  try {
    const { tag, salt, ...cost } = stored;
    return ok(timingSafeEqual(await derive(password, salt, { ...cost, tagBytes: tag.length }), tag));
  } finally {
    release();
  }
}

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly tagBytes: number;
}

const argon2id = promisify((parameters: Argon2Parameters, done: (error: Error | null, tag: Buffer) => void) =>
  argon2("argon2id", parameters, done),
);

/** Keyboards differ in how they compose an é: the same password must be the same bytes (NIST SP 800-63B). */
const derive = (password: string, salt: Buffer, cost: Cost) =>
  argon2id({
    message: Buffer.from(password.normalize("NFKC"), "utf8"),
    nonce: salt,
    memory: cost.memoryKib,
    passes: cost.passes,
    parallelism: cost.lanes,
    tagLength: cost.tagBytes,
  });

function phc(salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`;
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

function readPhc(hash: string): Omit<Cost, "tagBytes"> & { readonly salt: Buffer; readonly tag: Buffer } {
  const [, memory, rounds, width, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash) ?? [];
  if (!salt || !tag) throw new Error("a stored password hash is no argon2id string");
  return {
    memoryKib: Number(memory),
    passes: Number(rounds),
    lanes: Number(width),
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

let atWork = 0;
const waiting: (() => void)[] = [];

/** Resolves when one of the two places is free, with the function that gives it on to the next in line. */
async function turn(): Promise<() => void> {
  if (atWork < atOnceMax) atWork += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  return () => {
    const next = waiting.shift();
    if (next) next();
    else atWork -= 1;
  };
}
