import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** Instead of the graders' marks: the teacher marks first. */
export function Masked({ audit }: { audit: { at: number; of: number } | null }) {
  const t = useT();
  return (
    <div className="masked">
      <Icon name="eye" />
      <h2 className="title">{t("Mark first")}</h2>
      <p className="quiet">
        {audit
          ? t(
              "What the graders gave comes after your decision. This answer is one of {of} that were drawn to measure how reliable they are.",
              { of: audit.of },
            )
          : t("What the graders gave comes after your decision.")}
      </p>
      {audit && <p className="hint">{t("{at} of {of}", audit)}</p>}
    </div>
  );
}
