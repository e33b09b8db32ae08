import { expect, test } from "vitest";

import { commandOf, type KeyCommand } from "./commands.ts";

const press = (key: string, more: Partial<Parameters<typeof commandOf>[0]> = {}, state = {}) =>
  commandOf({ key, ctrlKey: false, altKey: false, metaKey: false, ...more }, state);

/** What the top row types on a French keyboard: without Shift signs, with it digits. */
const AZERTY_TOP = { plain: ["&", "é", '"', "'", "(", "-", "è", "_", "ç", "à"], shifted: [..."1234567890"] };
const QWERTY_TOP = { plain: [..."1234567890"], shifted: [..."!@#$%^&*()"] };

test.each([
  ["AZERTY", AZERTY_TOP.shifted],
  ["QWERTY", QWERTY_TOP.plain],
])("digits open the mark field on %s", (_, keys) => {
  expect(keys.map((key) => press(key))).toEqual([..."1234567890"].map((text) => ({ do: "type", text })));
});

test.each([
  ["AZERTY", AZERTY_TOP.plain],
  ["QWERTY", QWERTY_TOP.shifted],
])("what a digit's key types otherwise on %s is no digit", (_, keys) => {
  const done = keys.map((key) => press(key)).filter((command): command is KeyCommand => command !== null);
  expect(done.map((command) => command.do)).not.toContain("type");
});

test("both decimal signs begin a mark", () => {
  expect([press(","), press(".")]).toEqual([
    { do: "type", text: "," },
    { do: "type", text: "." },
  ]);
});

test("letters do the same in capitals", () => {
  for (const letter of "abcmzusnqfrtkgh") expect(press(letter.toUpperCase())).toEqual(press(letter));
});

test("a key is what is printed on it: A of AZERTY stands where QWERTY has Q", () => {
  expect(press("a")).toEqual({ do: "take", what: "A" });
  expect(press("q")).toEqual({ do: "view" });
});

test("the browser's own keys are left to it", () => {
  expect(["a", "c", "f", "r", "+", "-", "1"].map((key) => press(key, { ctrlKey: true }))).toEqual(Array(7).fill(null));
  expect(press("@", { altKey: true, ctrlKey: true })).toBeNull();
  expect(press("Tab")).toBeNull();
  expect(press("n", { isComposing: true })).toBeNull();
});

test("Ctrl or Command with Enter completes", () => {
  expect([press("Enter", { ctrlKey: true }), press("Enter", { metaKey: true }), press("Enter")]).toEqual([
    { do: "complete" },
    { do: "complete" },
    { do: "next" },
  ]);
});

test("after K a digit is a comment's, and 0 is not", () => {
  expect([press("3", {}, { isBankOpen: true }), press("0", {}, { isBankOpen: true })]).toEqual([
    { do: "comment", number: 3 },
    { do: "type", text: "0" },
  ]);
});
