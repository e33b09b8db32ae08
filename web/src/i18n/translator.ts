/**
 * Texts in the language of the page: English in the source, the others in the project's gettext catalogues.
 *
 * A translator is always called `t`, so that `make messages` finds the texts: `t("{n} copies", { n })`.
 */

import type { Language } from "./language.ts";

/** Translations by text, or by context and text with U+0004 between; a plural has two forms. */
export type Catalogue = Readonly<Record<string, string | readonly [string, string]>>;

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Value = string | number;
/** The values that a text asks for: none, or one for each of its placeholders. */
type Values<T extends string> = [Names<T>] extends [never] ? [] : [{ [Name in Names<T>]: Value }];
type MoreThanN<T extends string> = [Exclude<Names<T>, "n">] extends [never]
  ? []
  : [{ [Name in Exclude<Names<T>, "n">]: Value }];

export interface Translator {
  <T extends string>(text: T, ...values: Values<T>): string;
  /** The form that `n` asks for. Both may show it as `{n}`. */
  ngettext<S extends string, P extends string>(one: S, many: P, n: number, ...values: MoreThanN<S | P>): string;
  /** The translation that a word has in this context. */
  pgettext<T extends string>(context: string, text: T, ...values: Values<T>): string;
  /** A number as it is written: "12,5", "6 750". */
  number(value: number): string;
  /** Dollars, which is what models are paid in. */
  money(dollars: number): string;
  percent(share: number): string;
  /** The day and the time, the nearest days by their names. */
  when(date: Date, now?: Date): string;
  /** A time span: "4 min 12 s". */
  duration(seconds: number): string;
  /** Bytes: "2.1 MB". */
  size(bytes: number): string;
  language: Language;
}

export function makeTranslator(language: Language, catalogue: Catalogue): Translator {
  const plurals = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const dollar = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  const money = new Intl.NumberFormat(language, dollar);
  const cents = new Intl.NumberFormat(language, { ...dollar, maximumSignificantDigits: 2 }); // or what is paid reads as nothing
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const write = (value: Value) => (typeof value === "number" ? number.format(value) : value);
  const fill = (text: string, values: Record<string, Value> = {}) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? write(values[name] as Value) : whole));
  const found = (key: string, text: string) => {
    const translation = catalogue[key];
    return typeof translation === "string" ? translation : (translation?.[0] ?? text);
  };
  const t = ((text: string, values?: Record<string, Value>) => fill(found(text, text), values)) as Translator;
  t.ngettext = (one: string, many: string, n: number, ...[values]: unknown[]) => {
    const forms = catalogue[one];
    const pair = Array.isArray(forms) ? (forms as readonly [string, string]) : ([one, many] as const);
    return fill(pair[plurals.select(n) === "one" ? 0 : 1], { ...(values as Record<string, Value>), n });
  };
  t.pgettext = (context: string, text: string, ...[values]: unknown[]) =>
    fill(found(`${context}\u0004${text}`, text), values as Record<string, Value>);
  t.number = (value) => number.format(value);
  t.money = (dollars) => (dollars > 0 && dollars < 0.1 ? cents : money).format(dollars);
  t.percent = (share) => percent.format(share);
  t.when = (date, now = new Date()) => when(t, date, now);
  t.duration = (seconds) => duration(t, seconds);
  t.size = (bytes) => size(t, bytes);
  t.language = language;
  return t;
}

const DAY = 86_400_000;

function when(t: Translator, date: Date, now: Date): string {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / DAY);
  const minutes = String(date.getMinutes()).padStart(2, "0");
  const clock = t("{hours}:{minutes}", { hours: date.getHours(), minutes });
  if (days === 0) return t("today, {time}", { time: clock });
  if (days === 1) return t("yesterday, {time}", { time: clock });
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(t.language, { day: "numeric", month: "long", ...year }).format(date);
}

function duration(t: Translator, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours) return t("{hours} h {minutes} min", { hours, minutes });
  return minutes ? t("{minutes} min {seconds} s", { minutes, seconds: rest }) : t("{seconds} s", { seconds: rest });
}

function size(t: Translator, bytes: number): string {
  if (bytes < 1_000_000) return t("{size} kB", { size: Math.max(1, Math.round(bytes / 1_000)) });
  return t("{size} MB", { size: Math.round(bytes / 100_000) / 10 });
}
