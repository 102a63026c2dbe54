import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Recording, readRecording } from "../scripts/recordings.ts";

function recordingIn(text: string): Recording {
  const read = readRecording(text);
  if (!read.ok) throw new Error(read.why);
  return read.recording;
}
const whyNot = (text: string) => {
  const read = readRecording(text);
  return read.ok ? null : read.why;
};
const told = ({ readings }: Recording) => readings.map(({ seconds, sign, value }) => [seconds, sign, value]);

describe("an hourly recording of PhysioNet/CinC 2019", () => {
  const header = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|FiO2|SaO2|ICULOS";

  it("gives a row an hour, and nothing where nothing was measured", () => {
    const recording = recordingIn(
      `${header}\nNaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|1\n61|99|36.44|124|65|43|17.5|NaN|NaN|2\n64|NaN|NaN|NaN|NaN|NaN|NaN|NaN|NaN|3\n`,
    );
    expect(told(recording)).toEqual([
      [0, "heartRate", 61],
      [0, "spo2", 99],
      [0, "temperature", 36.44],
      [0, "systolic", 124],
      [0, "mean", 65],
      [0, "diastolic", 43],
      [0, "respiratoryRate", 17.5],
      [3600, "heartRate", 64],
    ]);
  });

  it("keeps the hours that are missing between two rows", () => {
    const recording = recordingIn(
      `${header}\n61|99|NaN|NaN|NaN|NaN|NaN|NaN|NaN|4\n70|98|NaN|NaN|NaN|NaN|NaN|NaN|NaN|9`,
    );
    expect(recording.readings.at(-1)?.seconds).toBe(5 * 3600);
  });

  it("makes no SpO2 of arterial saturation and no flow of a share of oxygen", () => {
    const recording = recordingIn(`${header}\n61|NaN|NaN|NaN|NaN|NaN|NaN|0.4|97|1`);
    expect(told(recording)).toEqual([[0, "heartRate", 61]]);
    expect([...recording.leftOut.values()]).toEqual([1, 1]);
  });
});

describe("an irregular recording of PhysioNet/CinC 2012", () => {
  const recorded = (...lines: string[]) =>
    recordingIn(["Time,Parameter,Value", "00:00,RecordID,1", ...lines].join("\n"));

  it("gives each reading at its minute, also past the first day", () => {
    const recording = recorded("00:07,HR,73", "00:37,RespRate,19", "47:37,Temp,37.1");
    expect(told(recording)).toEqual([
      [0, "heartRate", 73],
      [1800, "respiratoryRate", 19],
      [47.5 * 3600, "temperature", 37.1],
    ]);
  });

  it("takes the arterial line where the cuff measures at the same time, and the cuff elsewhere", () => {
    const recording = recorded("01:00,NISysABP,110", "01:00,SysABP,121", "02:00,NISysABP,112", "02:00,NIMAP,80");
    expect(told(recording)).toEqual([
      [0, "systolic", 121],
      [3600, "systolic", 112],
      [3600, "mean", 80],
    ]);
  });

  it("says alert of a Glasgow score of 15, and guesses no letter of a lower one", () => {
    const recording = recorded("01:00,GCS,15", "02:00,GCS,14", "03:00,GCS,3");
    expect(told(recording)).toEqual([[0, "consciousness", "A"]]);
    expect([...recording.leftOut]).toEqual([["a Glasgow score below 15 says no ACVPU letter", 2]]);
  });

  it("sends a heart rate of 0 as it stands: only in one-minute numerics it means that the sensor is off", () => {
    expect(told(recorded("01:00,HR,0"))).toEqual([[0, "heartRate", 0]]);
  });

  it("leaves out arterial saturation and ventilation", () => {
    expect(told(recorded("01:00,SaO2,97", "01:00,MechVent,1", "01:00,FiO2,0.5", "01:00,HR,70"))).toHaveLength(1);
  });
});

describe("one-minute numerics", () => {
  const header = "minute,HR[bpm],PULSE[bpm],RESP[pm],SpO2[%],NBPSys[mmHg],NBPDias[mmHg],NBPMean[mmHg]";

  it("say by 0 that a sensor is off, and by an empty cell nothing at all", () => {
    expect(told(recordingIn(`${header}\n0,101.3,0,16.5,0,,,\n1,0,40,0,95.7,87,46,62`))).toEqual([
      [0, "heartRate", 101.3],
      [0, "respiratoryRate", 16.5],
      [0, "spo2", null],
      [60, "heartRate", null],
      [60, "respiratoryRate", null],
      [60, "spo2", 95.7],
      [60, "systolic", 87],
      [60, "diastolic", 46],
      [60, "mean", 62],
    ]);
  });

  it("are read with the line ends of Windows and a byte order mark", () => {
    expect(recordingIn(`\uFEFF${header}\r\n0,101.3,0,16.5,97,,,\r\n`).readings).toHaveLength(3);
  });
});

describe("what cannot be replayed is refused with a sentence", () => {
  it("a file of another kind", () => {
    expect(whyNot("id;name\n1;2")).toMatch(/no recording of a known format/);
    expect(whyNot("")).toMatch(/no recording of a known format/);
  });

  it("a line that is broken, by its number", () => {
    expect(whyNot("HR|O2Sat|ICULOS\n61|99|1\n61|99")).toBe("Line 3 cannot be read: it has 2 of 3 cells.");
    expect(whyNot("Time,Parameter,Value\nnoon,HR,70")).toBe('Line 2 cannot be read: "noon" is no time.');
    expect(whyNot("minute,HR[bpm]\n0,high")).toBe('Line 2 cannot be read: "high" is no number.');
  });

  it("a recording without a vital sign", () => {
    expect(whyNot("Time,Parameter,Value\n00:00,Age,68")).toMatch(/holds no vital sign/);
  });
});

/** Recordings of real patients, where somebody has put them; the tests above stand without. */
const samples = process.env.WARDLIGHT_RECORDINGS ?? "";
const files = existsSync(samples)
  ? readdirSync(samples, { recursive: true, encoding: "utf8" }).filter((name) => /\.(psv|txt|csv)$/.test(name))
  : [];
const recordings = files.filter((name) => !/INDEX\.csv$|\.hea\.txt$/.test(name));

it(`reads each of ${recordings.length} recordings of real patients, or says why not`, () => {
  for (const name of recordings) {
    const read = readRecording(readFileSync(join(samples, name), "utf8"));
    // Of some patients only laboratory values were recorded.
    if (!read.ok) {
      expect(read.why, name).toBe("The recording holds no vital sign that can be sent.");
      continue;
    }
    const times = read.recording.readings.map(({ seconds }) => seconds);
    expect(times[0], name).toBe(0);
    expect(times, name).toEqual([...times].sort((a, b) => a - b));
  }
});
