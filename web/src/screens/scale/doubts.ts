import type { Translator } from "../../i18n/translator.ts";
import type { CopyFlag } from "../../wire/index.ts";
import type { CopyDraft } from "./copies-edit.ts";

/** Return what is to be looked at on a copy before it is graded, in a few words each. */
export function doubtsOf(t: Translator, { found, student, isLeftOut }: CopyDraft): string[] {
  if (isLeftOut || !found) return [];
  // Whoever is named by the teacher is no doubt any more, and whoever has no name needs no second sentence on it.
  const isSettled = student === null || student.name !== found.student?.name;
  const doubts = (found.flags ?? []).flatMap((flag) => (isSettled && OF_NAMES.has(flag) ? [] : (wordsFor(t, flag) ?? [])));
  return student || found.typed ? doubts : [t("no name"), ...doubts];
}

const OF_NAMES = new Set<CopyFlag>(["name_uncertain", "duplicate_student", "name_repeated"]);

function wordsFor(t: Translator, flag: CopyFlag): string | null {
  switch (flag) {
    case "name_uncertain":
      return t("uncertain name");
    case "duplicate_student":
      return t("student with two copies");
    case "name_repeated":
      return t("name on two copies");
    case "nothing_readable":
      return t("nothing can be read");
    case "partly_readable":
      return t("partly readable");
    case "not_joined":
      return t("perhaps part of another copy");
    case "not_split":
      return t("perhaps two copies");
    case "hidden_text":
    case "doubtful_text":
      return t("hidden text");
    case "injection_suspected":
      return t("text meant for a model");
    case "name_shown":
      return t("a name may be seen");
    default:
      return null; // what was done by itself and asks for nothing
  }
}
