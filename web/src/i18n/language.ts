/** The language of the page: the browser's, or the one that was chosen here. */

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "bareme.language";
let current: Language | undefined;

/** The language that is shown, and in which the server is asked to answer. */
export function currentLanguage(): Language {
  return (current ??= known(globalThis.localStorage?.getItem(KEY)) ?? preferred(globalThis.navigator?.languages ?? []));
}

export function chooseLanguage(language: Language): void {
  current = language;
  localStorage.setItem(KEY, language);
}

/** Return the first language of a browser's list that there is, or English. */
export function preferred(wanted: readonly string[]): Language {
  return wanted.map((tag) => known(tag.slice(0, 2).toLowerCase())).find((language) => language !== undefined) ?? "en";
}

function known(code: string | null | undefined): Language | undefined {
  return LANGUAGES.find((language) => language === code);
}
