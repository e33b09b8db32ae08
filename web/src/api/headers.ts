import { currentLanguage } from "../i18n/language.ts";

let whose: string | undefined;

/** Say whom this page was loaded for. In another tab somebody else may sign in, with the cookie that both tabs send. */
export function loadedFor(identity: string): void {
  whose ??= identity;
}

/** What every request tells: the language and, so that nothing goes under another name, whom the page was loaded for. */
export function commonHeaders(): Record<string, string> {
  const named: Record<string, string> = whose === undefined ? {} : { "bareme-identity": encodeURIComponent(whose) };
  return { "accept-language": currentLanguage(), ...named };
}
