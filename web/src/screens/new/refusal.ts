import type { Translator } from "../../i18n/translator.ts";
import type { RefusalReason } from "../../wire/index.ts";

/** Return why a file of an archive cannot be used, in a sentence. The server says it itself of files alone. */
export function refusalText(t: Translator, reason: RefusalReason): string {
  switch (reason) {
    case "encrypted":
      return t("It is protected by a password: save it without one.");
    case "empty":
    case "no_pages":
    case "no_files":
      return t("It is empty.");
    case "too_large":
    case "too_many_pages":
    case "too_many_files":
    case "page_too_large":
      return t("It is too large: divide it.");
    case "repeated":
      return t("It is there twice, and is read once.");
    default:
      return t("It cannot be opened: save it as a PDF.");
  }
}
