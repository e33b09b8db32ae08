import { useT } from "../../i18n/context.tsx";
import type { Language } from "../../i18n/language.ts";
import type { ModelList, ModelOffer } from "../../wire/index.ts";
import { dollarsIn } from "./budget.ts";

export interface Chosen {
  /** A model; empty for the server's own choice, or "none": people mark by hand. */
  first: string;
  second: string;
  name: string;
  /** What may be spent, as it was typed. */
  dollars: string;
  criteria: boolean;
  markFirst: boolean;
  /** How the teacher wants it marked, in plain words. */
  guidelines: string;
  language: Language;
}

interface SettingsProps {
  models: ModelList;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

const MOST_GUIDELINES = 20_000; // characters; the server takes no more

/** Who marks, what it may cost, and how. */
export function Settings({ models, chosen, onChange }: SettingsProps) {
  const t = useT();
  const set = (change: Partial<Chosen>) => onChange({ ...chosen, ...change });
  const name = ({ model, follows_rules }: ModelOffer) => (follows_rules ? t("{model} (rules, no model)", { model }) : model);
  const offers = [...models.models].sort((one, other) => Number(other.model === models.default) - Number(one.model === models.default));
  const byHand = chosen.first === "none";
  return (
    <section className="sheet" aria-labelledby="h-settings">
      <div className="sheet-head">
        <h2 className="title" id="h-settings">
          {t.pgettext("of a session", "Grading")}
        </h2>
      </div>
      <div className="new-fields">
        <label className="new-field">
          <span className="label">{t("First grader")}</span>
          <select className="field" value={chosen.first || models.default} onChange={(event) => set({ first: event.target.value })}>
            {offers.map((offer) => (
              <option key={offer.model} value={offer.model}>
                {name(offer)}
              </option>
            ))}
            <option value="none">{t("None: people mark by hand")}</option>
          </select>
        </label>
        <label className="new-field">
          <span className="label">{t("Second grader")}</span>
          <select className="field" value={byHand ? "" : chosen.second} disabled={byHand} onChange={(event) => set({ second: event.target.value })}>
            <option value="">{t("None")}</option>
            {offers.map((offer) => (
              <option key={offer.model} value={offer.model}>
                {name(offer)}
              </option>
            ))}
          </select>
          <span className="hint">{t("Two graders mark without seeing each other. Where they differ, you look first.")}</span>
        </label>
        <label className="new-field">
          <span className="label">{t("Guidelines for the graders")}</span>
          <textarea
            className="field"
            rows={2}
            dir="auto"
            maxLength={MOST_GUIDELINES}
            placeholder={t("A missing unit costs half a point.")}
            disabled={byHand}
            value={chosen.guidelines}
            onChange={(event) => set({ guidelines: event.target.value })}
          />
        </label>
        <label className="new-field">
          <span className="label">{t("Spend at most")}</span>
          <span className="new-money">
            <input
              className="field field-num"
              inputMode="decimal"
              placeholder="–"
              disabled={byHand}
              aria-invalid={dollarsIn(chosen.dollars) === undefined}
              value={chosen.dollars}
              onChange={(event) => set({ dollars: event.target.value })}
            />{" "}
            {t("dollars; what is left waits")}
          </span>
        </label>
        <label className="new-tick">
          <input className="tick" type="checkbox" checked={chosen.criteria} disabled={byHand} onChange={(event) => set({ criteria: event.target.checked })} />
          {t("Have criteria drafted, which I confirm before grading")}
        </label>
        <label className="new-tick">
          <input className="tick" type="checkbox" checked={chosen.markFirst} disabled={byHand} onChange={(event) => set({ markFirst: event.target.checked })} />
          {t("Mark first: show the graders’ marks only after mine")}
        </label>
        <label className="new-field">
          <span className="label">{t("Language of the feedback")}</span>
          <select className="field" value={chosen.language} onChange={(event) => set({ language: event.target.value as Language })}>
            <option value="fr" lang="fr">
              Français
            </option>
            <option value="en" lang="en">
              English
            </option>
          </select>
        </label>
        <label className="new-field">
          <span className="label">{t("Name of the session")}</span>
          <input className="field" dir="auto" maxLength={200} placeholder={t("Subject and date")} value={chosen.name} onChange={(event) => set({ name: event.target.value })} />
        </label>
      </div>
    </section>
  );
}
