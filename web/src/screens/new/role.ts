import type { DocumentRole } from "../../api/documents.ts";

const LISTS = /\.(csv|tsv|xlsx?|ods)$/i;
const LIST_IN_TEXT = /\bclasse?\b.*\.txt$/;
const LIST_WORDS = /roster|class.?list|liste|eleves|pupils|students/;
const KEY_WORDS = /corrige|answer.?key|solution|mark.?scheme|bareme|correction|\bkey\b/;
const PAPER_WORDS = /sujet|enonce|exam|paper|question|subject|controle|devoir/;

/** Guess what a file is from its name and folders. A teacher can change it; whoever says nothing has copies. */
export function guessRole(path: string): DocumentRole {
  const name = path.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[_-]+/g, " ");
  const file = name.slice(name.lastIndexOf("/") + 1);
  const inCopies = /(^|\/)(copies|scans|copy|copie)\b/.test(name) && name.includes("/");
  const namedList = (LIST_WORDS.test(file) || LIST_IN_TEXT.test(file)) && !/copi/.test(file);
  if (LISTS.test(path) || namedList) return "roster";
  if (inCopies || /\bcop(y|ies?|ie)\b/.test(file)) return "copies";
  if (KEY_WORDS.test(file)) return "answer_key";
  return PAPER_WORDS.test(file) ? "exam_paper" : "copies";
}
