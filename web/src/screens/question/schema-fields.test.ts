import { expect, test } from "vitest";

import { fieldsOf, readAnswer, type Schema } from "./schema-fields.ts";

const SCHEMA: Schema = {
  type: "object",
  required: ["weather", "degrees"],
  $defs: { Weather: { type: "string", enum: ["sun", "rain"], description: "What it is like." } },
  properties: {
    weather: { $ref: "#/$defs/Weather" },
    degrees: { type: "number", title: "Degrees" },
    day: { anyOf: [{ type: "integer" }, { type: "null" }], default: null, description: "Of the month." },
    sure: { type: "boolean", default: true },
    places: { type: "array", items: { type: "string" } },
    either: { anyOf: [{ type: "string" }, { type: "object" }] },
    kind: { const: "weather" },
  },
};

test("each property is a field, and what has none of its own is JSON", () => {
  expect(fieldsOf(SCHEMA).map(({ name, kind, isRequired, initial }) => [name, kind, isRequired, initial])).toEqual([
    ["weather", "choice", true, ""],
    ["degrees", "number", true, ""],
    ["day", "integer", false, ""],
    ["sure", "boolean", false, "true"],
    ["places", "json", false, ""],
    ["either", "json", false, ""],
    ["kind", "text", false, "weather"],
  ]);
});

test("titles, descriptions and choices are kept, through references too", () => {
  const [weather, degrees, day] = fieldsOf(SCHEMA);
  expect([weather?.description, weather?.choices]).toEqual(["What it is like.", ["sun", "rain"]]);
  expect([degrees?.title, day?.description]).toEqual(["Degrees", "Of the month."]);
});

test("what is typed is read as what the schema asks for, and empty fields are left out", () => {
  const typed = { weather: "rain", degrees: "12,5", day: "", places: '["Lyon"]', sure: "false" };
  expect(readAnswer(fieldsOf(SCHEMA), typed)).toEqual({
    answer: { weather: "rain", degrees: 12.5, places: ["Lyon"], sure: false, kind: "weather" },
  });
});

test("nothing is sent as long as something is missing or is not what it says", () => {
  expect(readAnswer(fieldsOf(SCHEMA), { degrees: "warm", day: "1,5", places: "[" })).toEqual({
    faults: { weather: "missing", degrees: "invalid", day: "invalid", places: "invalid" },
  });
});

test("a box that is needed and not ticked says no, and one that may be left out says nothing", () => {
  const properties = { sure: { type: "boolean" }, agreed: { type: "boolean" }, isNew: { type: "boolean", const: true } };
  const fields = fieldsOf({ type: "object", required: ["sure", "isNew"], properties });
  expect(readAnswer(fields, {})).toEqual({ answer: { sure: false, isNew: true } });
});

test("a schema of no object is one field for JSON, and one that refers to itself ends", () => {
  expect(readAnswer(fieldsOf({ type: "array" }), { "": "[1]" })).toEqual({ answer: [1] });
  expect(fieldsOf({ $ref: "#" })).toHaveLength(1);
});
