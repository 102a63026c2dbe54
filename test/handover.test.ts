import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claimBeds, claimedBeds, releaseBeds } from "../src/demo/handover.ts";

let folder: string;
const now = new Date("2026-11-23T10:00:00Z");
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wardlight-beds-"));
  claimBeds(folder, { hospitalId: "st-brigid", bedIds: ["W1-01", "W1-02"] }, now);
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a bed that somebody plays from outside is left alone by the server's own monitors", () => {
  expect(claimedBeds(folder, "st-brigid", after(3))).toEqual(new Set(["W1-01", "W1-02"]));
});

it("beds of the same name in another hospital are not meant", () => {
  expect(claimedBeds(folder, "lakeside", after(3))).toEqual(new Set());
});

it("a bed is given back when the player says so", () => {
  releaseBeds(folder);
  expect(claimedBeds(folder, "st-brigid", after(1))).toEqual(new Set());
});

it("a player that was killed is forgotten, and what it left is removed", () => {
  expect(claimedBeds(folder, "st-brigid", after(16))).toEqual(new Set());
  expect(readdirSync(folder)).toEqual([]);
});

it("where there is no folder nobody plays", () => {
  expect(claimedBeds(join(folder, "none"), "st-brigid", now)).toEqual(new Set());
});
