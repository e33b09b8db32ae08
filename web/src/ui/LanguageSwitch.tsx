import { useChooseLanguage, useT } from "../i18n/context.tsx";
import { LANGUAGES } from "../i18n/language.ts";

/** The language of the page, and the way to the next. */
export function LanguageSwitch() {
  const t = useT();
  const choose = useChooseLanguage();
  const next = LANGUAGES[(LANGUAGES.indexOf(t.language) + 1) % LANGUAGES.length] ?? "en";
  const code = t.language.toUpperCase();
  return (
    <button className="btn btn-bare language" type="button" aria-label={t("{code}, change the language", { code })} onClick={() => choose(next)}>
      {code}
    </button>
  );
}
