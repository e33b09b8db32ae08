import { useT } from "../../i18n/context.tsx";
import { Confidence } from "../../ui/Confidence.tsx";
import type { ScaleCandidate } from "../../wire/index.ts";
import { rowsOf, totalOf } from "./scale-edit.ts";

interface CandidatesProps {
  candidates: readonly ScaleCandidate[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** The readings of the scale that were found, the best first. */
export function Candidates({ candidates, chosen, onChoose }: CandidatesProps) {
  const t = useT();
  return (
    <fieldset className="cands">
      <legend className="vh">{t("Which reading is kept?")}</legend>
      {candidates.map((candidate, index) => {
        const rows = rowsOf(candidate, {});
        const questions = rows.filter((row) => !row.isGroup).length;
        return (
          <label className="cand" key={index}>
            <input className="tick" type="radio" name="candidate" checked={index === chosen} onChange={() => onChoose(index)} />
            <span className="cand-name">{sourceOf(candidate)}</span>
            <span className="hint">{t.ngettext("{n} question, sum {total}", "{n} questions, sum {total}", questions, { total: totalOf(rows) })}</span>
            <Confidence value={candidate.confidence}>{t("confidence {share}", { share: t.percent(candidate.confidence) })}</Confidence>
          </label>
        );
      })}
    </fieldset>
  );

  function sourceOf({ witness }: ScaleCandidate): string {
    switch (witness) {
      case "model":
        return t("Read by the model");
      case "both":
        return t("Read by rules and by the model");
      case "teacher":
        return t("Your changes");
      default:
        return t("Read by rules");
    }
  }
}
