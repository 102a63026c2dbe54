export interface Announced {
  readonly url: string;
  readonly demo: boolean;
  /** Of an embedded database; null for one of DATABASE_URL. */
  readonly folder: string | null;
  readonly movedBecause: string | null;
}

/** What whoever started us needs to know, a line each. */
export function announcement({ url, demo, folder, movedBecause }: Announced): string[] {
  return [
    `Wardlight serves ${url} (Ctrl-C stops it)`,
    ...(demo ? demoAccounts : []),
    `Data: ${folder ?? "in the Postgres of DATABASE_URL"}${movedBecause === null ? "" : ` (not in DATA_DIR: ${movedBecause})`}`,
    `Device token: npm run token -- --hospital ${demo ? "st-brigid" : "HOSPITAL"} --device NAME`,
  ];
}

const demoAccounts = [
  "Sign in: nurse@st-brigid.example, password wardlight-demo",
  "  (also operator@ nurse2@ doctor@ head@ admin@ display@, and the same at lakeside.example; from this machine only)",
];
