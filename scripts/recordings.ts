import type { Sign } from "../src/domain/vitals.ts";

/** A reading of a recording, by when it was made. */
export interface Recorded {
  /** Since the recording's first reading. */
  readonly seconds: number;
  readonly sign: Sign;
  /** As the ingest takes it; null: the monitor says that there is no reading. */
  readonly value: number | string | null;
}

export interface Recording {
  readonly format: RecordingFormat;
  /** In the order of their time. */
  readonly readings: readonly Recorded[];
  /** What was recorded and cannot be told as one of our signs, by the reason, counted. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** So many seconds of the recording in one make its usual rows come every four seconds. */
  readonly usualSpeed: number;
}

export type RecordingFormat = "PhysioNet/CinC 2019" | "PhysioNet/CinC 2012" | "one-minute numerics";

export type ReadRecording =
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly why: string };

/** Finds the format by the first line, whatever the file is called. Refuses, with a sentence, what is none of the three. */
export function readRecording(text: string): ReadRecording {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const header = lines[0] ?? "";
  const read = header.startsWith("HR|O2Sat|")
    ? readCinc2019
    : header === "Time,Parameter,Value"
      ? readCinc2012
      : header.startsWith("minute,")
        ? readMinutes
        : null;
  if (!read)
    return {
      ok: false,
      why: "This is no recording of a known format: a PhysioNet/CinC 2019 .psv begins with HR|O2Sat|, a PhysioNet/CinC 2012 .txt with Time,Parameter,Value, one-minute numerics in CSV with minute,",
    };
  try {
    const recording = read(lines);
    if (recording.readings.length === 0)
      return { ok: false, why: "The recording holds no vital sign that can be sent." };
    return { ok: true, recording };
  } catch (error) {
    if (error instanceof BadLine) return { ok: false, why: error.message };
    throw error;
  }
}

const hour = 3_600;
const rowsEverySeconds = 4;

/**
 * One row an hour of a stay in intensive care, NaN where nothing was measured in it: then nothing is sent, since nobody
 * said that there was no reading. SaO2 is of arterial blood and no pulse oximeter's; FiO2 is a share, no flow.
 */
function readCinc2019(lines: readonly string[]): Recording {
  const columns = (lines[0] ?? "").split("|");
  const signs: Readonly<Record<string, Sign>> = {
    HR: "heartRate",
    O2Sat: "spo2",
    Temp: "temperature",
    SBP: "systolic",
    MAP: "mean",
    DBP: "diastolic",
    Resp: "respiratoryRate",
  };
  const build = new Builder("PhysioNet/CinC 2019", hour / rowsEverySeconds);
  lines.slice(1).forEach((line, index) => {
    const cells = line.split("|");
    if (cells.length !== columns.length)
      throw new BadLine(index + 2, `it has ${cells.length} of ${columns.length} cells`);
    // Hours since admission to intensive care; the row's own number where that column is missing.
    const stayHour = Number(cells[columns.indexOf("ICULOS")] ?? index);
    const seconds = (Number.isFinite(stayHour) ? stayHour : index) * hour;
    columns.forEach((column, place) => {
      const cell = cells[place] ?? "";
      const sign = signs[column];
      if (cell === "NaN" || cell === "") return;
      if (sign) build.add(seconds, sign, numberIn(cell, index + 2));
      else if (column === "SaO2") build.leaveOut("SaO2 is of arterial blood, not SpO2");
      else if (column === "FiO2") build.leaveOut("FiO2 is a share, not a flow of oxygen");
    });
  });
  return build.recording();
}

/**
 * Readings at irregular times. A line in an artery and a cuff may both measure at the same time: the line counts, and the
 * cuff's is left out. Of the Glasgow scale only 15 says a letter for certain: alert.
 */
function readCinc2012(lines: readonly string[]): Recording {
  const signs: Readonly<Record<string, Sign>> = {
    HR: "heartRate",
    RespRate: "respiratoryRate",
    Temp: "temperature",
    ...{ SysABP: "systolic", DiasABP: "diastolic", MAP: "mean" },
    ...{ NISysABP: "systolic", NIDiasABP: "diastolic", NIMAP: "mean" },
  };
  const rows = lines.slice(1).map((line, index) => {
    const [time = "", parameter = "", value = ""] = line.split(",");
    const [, hours, minutes] = /^(\d{2,3}):(\d\d)$/.exec(time) ?? [];
    if (hours === undefined || minutes === undefined) throw new BadLine(index + 2, `"${time}" is no time`);
    return { seconds: Number(hours) * hour + Number(minutes) * 60, parameter, value, line: index + 2 };
  });
  const invasive = new Set(rows.map(({ seconds, parameter }) => `${seconds} ${parameter}`));
  const build = new Builder("PhysioNet/CinC 2012", hour / rowsEverySeconds);
  for (const { seconds, parameter, value, line } of rows) {
    const sign = signs[parameter];
    if (sign && parameter.startsWith("NI") && invasive.has(`${seconds} ${parameter.slice(2)}`))
      build.leaveOut("the cuff measured at the same time as the arterial line");
    else if (sign) build.add(seconds, sign, numberIn(value, line));
    else if (parameter === "GCS" && Number(value) === 15) build.add(seconds, "consciousness", "A");
    else if (parameter === "GCS") build.leaveOut("a Glasgow score below 15 says no ACVPU letter");
    else if (parameter === "SaO2") build.leaveOut("SaO2 is of arterial blood, not SpO2");
    else if (parameter === "FiO2" || parameter === "MechVent")
      build.leaveOut("FiO2 and ventilation say no flow of oxygen");
  }
  return build.recording();
}

/** A row a minute. 0 means that the sensor is off, an empty cell that nothing was measured. PULSE is a second heart rate. */
function readMinutes(lines: readonly string[]): Recording {
  const columns = (lines[0] ?? "").split(",").map((column) => column.replace(/\[.*$/, ""));
  const signs: Readonly<Record<string, Sign>> = {
    HR: "heartRate",
    RESP: "respiratoryRate",
    SpO2: "spo2",
    ...{ NBPSys: "systolic", NBPDias: "diastolic", NBPMean: "mean" },
    ...{ ABPSys: "systolic", ABPDias: "diastolic", ABPMean: "mean" },
  };
  const build = new Builder("one-minute numerics", 60 / rowsEverySeconds);
  lines.slice(1).forEach((line, index) => {
    const cells = line.split(",");
    const minute = numberIn(cells[0] ?? "", index + 2);
    columns.forEach((column, place) => {
      const cell = (cells[place] ?? "").trim();
      const sign = signs[column];
      if (cell === "" || column === "minute") return;
      const value = numberIn(cell, index + 2);
      if (sign) build.add(minute * 60, sign, value === 0 ? null : value);
      else build.leaveOut(`${column} is none of the signs that are sent`);
    });
  });
  return build.recording();
}

class Builder {
  readonly #format: RecordingFormat;
  readonly #usualSpeed: number;
  readonly #readings: Recorded[] = [];
  readonly #leftOut = new Map<string, number>();

  constructor(format: RecordingFormat, usualSpeed: number) {
    this.#format = format;
    this.#usualSpeed = usualSpeed;
  }

  add(seconds: number, sign: Sign, value: Recorded["value"]): void {
    this.#readings.push({ seconds, sign, value });
  }

  leaveOut(why: string): void {
    this.#leftOut.set(why, (this.#leftOut.get(why) ?? 0) + 1);
  }

  recording(): Recording {
    const first = this.#readings.reduce((least, { seconds }) => Math.min(least, seconds), Number.POSITIVE_INFINITY);
    return {
      format: this.#format,
      usualSpeed: this.#usualSpeed,
      leftOut: this.#leftOut,
      readings: this.#readings
        .map((reading) => ({ ...reading, seconds: reading.seconds - first }))
        .sort((a, b) => a.seconds - b.seconds),
    };
  }
}

/** For whoever has to mend the file. */
class BadLine extends Error {
  constructor(line: number, what: string) {
    super(`Line ${line} cannot be read: ${what}.`);
  }
}

function numberIn(cell: string, line: number): number {
  const value = cell.trim() === "" ? Number.NaN : Number(cell);
  if (!Number.isFinite(value)) throw new BadLine(line, `"${cell}" is no number`);
  return value;
}
