import { describe, expect, test } from "vitest";
import { areSimilar, foldName, similarBeds } from "../src/domain/names.ts";

describe("two family names", () => {
  test.each([
    ["are the same", "Murphy", "Murphy", true],
    ["differ in capitals", "murphy", "MURPHY", true],
    ["differ in an accent", "Ó Briain", "O Briain", true],
    ["differ in many accents", "Nguyễn", "Nguyen", true],
    ["differ in what stands between letters", "O’Sullivan", "O Sullivan", true],
    ["differ in a hyphen", "Smith-Jones", "Smith Jones", true],
    ["differ in a letter", "Byrne", "Burne", true],
    ["differ in the first letter", "Daly", "Haly", true],
    ["differ in the last letter", "Nolan", "Nolam", true],
    ["one has a letter more in the middle", "Walsh", "Walesh", true],
    ["one has a letter more at the end", "Brennan", "Brennann", true],
    ["one has a letter more at the beginning", "Ryan", "Bryan", true],
    ["two letters are changed about", "Byrne", "Bryne", true],
    ["two letters are changed about at the end", "Neil", "Neli", true],
    ["a letter is written in two ways", "Łukasz", "Lukasz", true],
    ["a letter is spelled out", "Strauß", "Strauss", true],
    ["are of another script, and the same", "Иванов", "иванов", true],
    ["are of another script, one letter apart", "Иванов", "Иваноф", true],
    ["are short, one letter apart", "Li", "Lu", true],
    ["differ in two letters", "Byrne", "Burns", false],
    ["differ in two letters far apart", "Daly", "Haley", false],
    ["one has two letters more", "Ryan", "O'Bryan", false],
    ["two letters are changed about that are no neighbours", "Quinn", "Niuqn", false],
    ["are others", "Gallagher", "Kavanagh", false],
    ["one begins like the other", "Mac", "MacCarthy", false],
    ["nothing is left of one", "-", "A", false],
    ["nothing is left of either", "", "’", false],
  ] as const)("%s: %s, %s", (_, a, b, similar) => {
    expect(areSimilar(a, b)).toBe(similar);
    expect(areSimilar(b, a)).toBe(similar);
  });

  test("are compared however long they are, and whatever stands in them", () => {
    const long = "x".repeat(20_000);
    expect(areSimilar(long, `${long}y`)).toBe(true);
    expect(foldName("<script>alert(1)</script>")).toBe("scriptalert1script");
    expect(foldName("e\u0301\u200b\ud83d\ude00")).toBe("e");
  });
});

describe("beds of a ward whose names are similar", () => {
  const bed = (bedId: string, familyName: string, wardId = "W1") => ({ bedId, wardId, familyName });
  test("name each other, in the order of the beds", () => {
    const found = similarBeds([bed("1", "Byrne"), bed("2", "Daly"), bed("3", "Bryne"), bed("4", "BYRNE")]);
    expect(Object.fromEntries(found)).toEqual({ 1: ["3", "4"], 3: ["1", "4"], 4: ["1", "3"] });
  });
  test("of two wards say nothing of each other", () => {
    expect(similarBeds([bed("1", "Byrne"), bed("2", "Byrne", "W2")]).size).toBe(0);
  });
});
