import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Sign } from "../../ui/Sign.tsx";
import type { ReviewCopy } from "../../wire/index.ts";
import type { Cell } from "./cells.ts";

interface CopyCellProps {
  cell: Cell;
  copy: ReviewCopy | undefined;
  /** How many questions a copy has. */
  questions: number;
}

export function CopyCell({ cell, copy, questions }: CopyCellProps) {
  const t = useT();
  const total = cell.total ?? copy?.total ?? null;
  return (
    <li className="cell" data-state={cell.state}>
      <span className="cell-name" dir="auto">
        <span>{cell.position}</span>
        {copy?.student?.name || copy?.name_read || (copy ? t("no name") : "")}
      </span>
      {signOf(t, cell, questions)}
      {cell.state === "done" && <span className="cell-mark">{total === null ? "–" : t.number(total)}</span>}
      {cell.state === "running" && cell.seconds > 0 && <span className="cell-time hint">{t.duration(cell.seconds)}</span>}
    </li>
  );
}

function signOf(t: Translator, { state, questions: done }: Cell, questions: number) {
  switch (state) {
    case "waiting":
      return <Sign icon="wait">{t.pgettext("copy", "waiting")}</Sign>;
    case "running":
      return (
        <Sign icon="run">
          {done.length && questions ? t("question {done}/{total}", { done: done.length, total: questions }) : t.pgettext("copy", "being graded")}
        </Sign>
      );
    case "done":
      return (
        <Sign icon="check" tone="good">
          {t.pgettext("copy", "graded")}
        </Sign>
      );
    case "failed":
      return (
        <Sign icon="fail" tone="fail">
          {t.pgettext("copy", "failed")}
        </Sign>
      );
    case "budget":
      return (
        <Sign icon="budget" tone="check">
          {t("waits for the budget")}
        </Sign>
      );
  }
}
