import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

import { answers } from "../api/answer.ts";
import { chooseLanguage, currentLanguage, type Language } from "./language.ts";
import { makeTranslator, type Catalogue, type Translator } from "./translator.ts";

interface Spoken {
  t: Translator;
  choose: (language: Language) => void;
}

const Context = createContext<Spoken | null>(null);

/** Show what is inside once its catalogue is here. */
export function Speaking({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(currentLanguage);
  const [t, setTranslator] = useState<Translator | null>(null);
  useEffect(() => {
    let wanted = true;
    catalogueOf(language).then((catalogue) => {
      if (!wanted) return;
      document.documentElement.lang = language;
      setTranslator(() => makeTranslator(language, catalogue));
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  const choose = (chosen: Language) => {
    chooseLanguage(chosen);
    setLanguage(chosen);
    void answers.invalidateQueries(); // the server answers in the new language
  };
  return t && <Context value={{ t, choose }}>{children}</Context>;
}

/** The translator of the page's language; call it `t`. */
export function useT(): Translator {
  return useSpoken().t;
}

export function useChooseLanguage(): (language: Language) => void {
  return useSpoken().choose;
}

function useSpoken(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error("nothing is translated outside of <Speaking>");
  return spoken;
}

async function catalogueOf(language: Language): Promise<Catalogue> {
  if (language === "en") return {};
  return ((await import("./fr.json")) as { default: unknown }).default as Catalogue;
}
