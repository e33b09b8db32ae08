import type { ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import type { SessionReview } from "../../wire/index.ts";

interface ChoiceProps {
  review: SessionReview;
  query: ExportQuery;
  onChange: (query: ExportQuery) => void;
}

/** Which copies are in the files. */
export function Choice({ review, query, onChange }: ChoiceProps) {
  const t = useT();
  const groups = [...new Set(review.copies.flatMap((copy) => copy.student?.group || []))].sort();
  const set = (changed: ExportQuery) => onChange({ ...query, ...changed });
  return (
    <div className="btn-row export-choice">
      <label>
        {t("Copies")}{" "}
        <select className="field" value={String(query.only ?? "all")} onChange={({ target }) => set({ only: target.value === "all" ? undefined : target.value })}>
          <option value="all">{t("all")}</option>
          <option value="complete">
            {t.ngettext("the {n} that is complete", "the {n} that are complete", review.complete)}
          </option>
        </select>
      </label>
      {groups.length > 1 && (
        <label>
          {t("Group")}{" "}
          <select className="field" value={String(query.group ?? "")} onChange={({ target }) => set({ group: target.value || undefined })}>
            <option value="">{t("all")}</option>
            {groups.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
