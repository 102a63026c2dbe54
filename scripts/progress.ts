import type { Posted } from "../src/demo/post-vitals.ts";

export interface Progress {
  count(sent: number, posted: Extract<Posted, { kind: "taken" }>): void;
  /** Why it goes no further just now. */
  say(what: string): void;
  end(): void;
}

const barWidth = 24;
/** On a terminal the line is rewritten with every answer; elsewhere a new one comes now and then. */
const plainLineMillis = 5_000;

/** One line with what was sent of `total`, accepted, repeated and refused; at the end each reason of refusal with its count. */
export function createProgress(total: number, out: NodeJS.WriteStream = process.stdout): Progress {
  const reasons = new Map<string, { count: number; text: string }>();
  let [sent, accepted, repeated, refused] = [0, 0, 0, 0];
  let note = "";
  let writtenAt = Date.now();

  function line(): string {
    const filled = Math.floor((sent / Math.max(1, total)) * barWidth);
    const bar = `${"#".repeat(filled)}${"-".repeat(barWidth - filled)}`;
    const share = Math.floor((sent / Math.max(1, total)) * 100);
    const counts = `accepted ${accepted}, repeated ${repeated}, refused ${refused}`;
    return `[${bar}] ${share} %  ${sent} of ${total}: ${counts}${note === "" ? "" : `  (${note})`}`;
  }

  function show(): void {
    if (out.isTTY) {
      out.write(`\r\u001b[2K${line().slice(0, out.columns - 1)}`);
    } else if (Date.now() - writtenAt >= plainLineMillis) {
      writtenAt = Date.now();
      out.write(`${line()}\n`);
    }
  }

  return {
    count(batch, posted) {
      sent += batch;
      accepted += posted.accepted;
      repeated += posted.repeated;
      refused += posted.refused.length;
      note = "";
      for (const { reason, text } of posted.refused) {
        const known = reasons.get(reason) ?? { count: 0, text };
        reasons.set(reason, { ...known, count: known.count + 1 });
      }
      show();
    },
    say(what) {
      note = what;
      show();
    },
    end() {
      out.write(out.isTTY ? `\r\u001b[2K${line()}\n` : `${line()}\n`);
      for (const [reason, { count, text }] of reasons) out.write(`  refused ${count}: ${reason}. ${text}\n`);
    },
  };
}
