import type { Translator } from "../../i18n/translator.ts";
import type { Answer } from "../model/answers.ts";
import { AUDIT_SIZE } from "../model/audit.ts";
import { flagText } from "./Notes.tsx";
import type { FilterChoice } from "./QuestionBar.tsx";

/** What the answers of a question can be filtered by. */
export function filterChoices(t: Translator, answers: readonly Answer[]): FilterChoice[] {
  const flags = [...new Set(answers.flatMap((answer) => answer.flags))].sort();
  return [
    { value: "all", text: t("All answers") },
    { value: "open", text: t("To decide") },
    { value: "aside", text: t("Set aside") },
    ...flags.map((flag) => ({ value: `flag:${flag}`, text: flagText(t, flag) })),
    { value: "audit", text: t("Sample of {n} agreed answers", { n: AUDIT_SIZE }) },
  ];
}
