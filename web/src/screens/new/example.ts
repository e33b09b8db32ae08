import answerKey from "../../../../fixtures/physics-fr/answer-key.pdf?url";
import copies from "../../../../fixtures/physics-fr/copies.pdf?url";
import examPaper from "../../../../fixtures/physics-fr/exam-paper.pdf?url";
import roster from "../../../../fixtures/physics-fr/roster.csv?url";
import type { DocumentRole } from "../../api/documents.ts";

const FILES: [string, string, DocumentRole][] = [
  ["exam-paper.pdf", examPaper, "exam_paper"],
  ["answer-key.pdf", answerKey, "answer_key"],
  ["copies.pdf", copies, "copies"],
  ["roster.csv", roster, "roster"],
];

/** The two graders that follow rules: the example costs nothing and needs no key. */
export const EXAMPLE_GRADERS = { first: "offline:lexical", second: "offline:strict" };

/** An invented class with its paper, its answer key and its list, as the app brings them along. */
export function exampleClass(): Promise<{ file: File; path: string; role: DocumentRole }[]> {
  return Promise.all(
    FILES.map(async ([name, url, role]) => {
      const content = await (await fetch(url)).blob();
      return { file: new File([content], name), path: name, role };
    }),
  );
}
