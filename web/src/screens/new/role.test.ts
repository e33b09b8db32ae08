import { expect, test } from "vitest";

import { guessRole } from "./role.ts";

test.each([
  ["copies.pdf", "copies"],
  ["Copies 3eB/MARTIN Léa.pdf", "copies"],
  ["copies_sujet_A.pdf", "copies"],
  ["scan0001.pdf", "copies"],
  ["IMG_2041.HEIC", "copies"],
  ["lot.zip", "copies"],
  ["exam-paper.pdf", "exam_paper"],
  ["Énoncé brevet.docx", "exam_paper"],
  ["Sujet_Contrôle.pdf", "exam_paper"],
  ["answer-key.pdf", "answer_key"],
  ["Corrigé et barème.pdf", "answer_key"],
  ["sujet-corrige.pdf", "answer_key"],
  ["roster.csv", "roster"],
  ["Liste des élèves 3eB.pdf", "roster"],
  ["export pronote.xlsx", "roster"],
  ["eleves.txt", "roster"],
  ["Classe 3B.txt", "roster"],
  ["martin.txt", "copies"],
  ["copie 12.txt", "copies"],
  ["Copies/classe 3B/martin.txt", "copies"],
  ["corrige.txt", "answer_key"],
  ["sujet.txt", "exam_paper"],
])("%s is taken for %s", (name, role) => {
  expect(guessRole(name)).toBe(role);
});
