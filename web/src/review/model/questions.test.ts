import { expect, test } from "vitest";

import type { GradingSchemeOutput } from "../../wire/index.ts";
import { exercisesOf, questionsOf, shortId } from "./questions.ts";

const scheme = {
  total: 5.2,
  questions: [
    {
      id: "Exercice 1",
      label: "Exercice 1",
      parts: [
        { id: "Exercice 1.a", label: "a)", max_points: 0.1 },
        { id: "Exercice 1.b", max_points: 0.2 },
      ],
    },
    { id: "Q2", max_points: 5 },
  ],
} as unknown as GradingSchemeOutput;

test("what is marked are the leaves, each under a name that no other has", () => {
  const questions = questionsOf(scheme);
  expect(questions.map(({ id, label, exercise }) => [id, label, exercise])).toEqual([
    ["Exercice 1.a", "1.a", "Exercice 1"],
    ["Exercice 1.b", "1.b", "Exercice 1"],
    ["Q2", "Q2", "Q2"],
  ]);
  expect(exercisesOf(questions, scheme).map(({ maximum, parts }) => [maximum, parts.length])).toEqual([
    [0.3, 2],
    [5, 1],
  ]);
});

test("only a word before a number is left out", () => {
  expect(["Exercise 3.c", "Ex. 2", "Teil 4.1", "Partie A", "1.a", "Q1"].map(shortId)).toEqual([
    "3.c",
    "2",
    "4.1",
    "Partie A",
    "1.a",
    "Q1",
  ]);
});
