import { useT } from "../../i18n/context.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import type { Translator } from "../../i18n/translator.ts";
import type {
  Figure,
  GradingSchemeOutput,
  QuestionStatistics,
  Reliability,
  UndefinedReason,
} from "../../wire/index.ts";
import { questionsOf } from "../model/questions.ts";

interface ItemsProps {
  questions: readonly QuestionStatistics[];
  scheme: GradingSchemeOutput | null | undefined;
  reliability: Reliability | undefined;
}

/** How each question went: what was earned of it, and how well it tells students apart. */
export function Items({ questions, scheme, reliability }: ItemsProps) {
  const t = useT();
  const labels = new Map(questionsOf(scheme).map((question) => [question.id, question.label]));
  return (
    <section className="sheet" aria-labelledby="f-items">
      <div className="sheet-head">
        <h2 className="title" id="f-items">
          {t("Questions")}
        </h2>
        {reliability?.alpha && (
          <span className="hint">{t("Cronbach's alpha: {value}", { value: figureText(t, reliability.alpha) })}</span>
        )}
      </div>
      <ScrollRegion label={t("Questions")}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("Question")}</th>
              <th scope="col" className="num">
                {t("Mean")}
              </th>
              <th scope="col">{t("Share earned")}</th>
              <th scope="col" className="num">
                {t("Discrimination")}
              </th>
              <th scope="col" className="num">
                {t("Blank")}
              </th>
              <th scope="col" className="num">
                {t("Graders differ")}
              </th>
            </tr>
          </thead>
          <tbody>
            {questions.map((question) => (
              <tr key={question.question_id}>
                <th scope="row">{labels.get(question.question_id) ?? question.question_id}</th>
                <td className="num">
                  {question.mean === undefined || question.mean === null
                    ? "–"
                    : t.number(Math.round(question.mean * 100) / 100)}{" "}
                  <span className="hint">/ {t.number(question.maximum)}</span>
                </td>
                <td>
                  <Share value={question.facility} />
                </td>
                <td className="num">{question.discrimination ? figureText(t, question.discrimination) : "–"}</td>
                <td className="num">
                  {typeof question.blank?.value === "number" ? t.percent(question.blank.value) : "–"}
                </td>
                <td className="num">{t("{n} of {all}", { n: question.disagreements ?? 0, all: question.graded })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function Share({ value }: { value: number | null | undefined }) {
  const t = useT();
  if (value === undefined || value === null) return "–";
  return (
    <span className="share">
      <svg className="line" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={Math.round(value * 100)} height="6" />
      </svg>
      {t.percent(value)}
    </span>
  );
}

/** A figure, or why there is none. */
export function figureText(t: Translator, { value, undefined: reason }: Figure): string {
  if (typeof value === "number") return t.number(Math.round(value * 100) / 100);
  const said: Record<UndefinedReason, string> = {
    no_marks: t("no marks"),
    too_few_marks: t("too few marks"),
    too_few_questions: t("too few questions"),
    constant: t("all the same"),
  };
  return reason ? said[reason] : "–";
}
