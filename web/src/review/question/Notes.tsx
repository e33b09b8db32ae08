import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import type { Flag, MarkDecision } from "../../wire/index.ts";
import { Sign } from "../../ui/Sign.tsx";
import type { Agreement } from "../data/agreement.ts";

/** What a flag says, in a word or two. */
export function flagText(t: Translator, flag: string): string {
  const said: Record<Flag, string> = {
    disagreement: t("different marks"),
    reading_differs: t("different readings"),
    low_confidence: t("low confidence"),
    unreadable: t("unreadable"),
    missing_answer: t("no answer"),
    not_treated: t("not treated"),
    not_judged: t("not judged"),
    invalid_output: t("answer not usable"),
    injection_suspected: t("instructions to the grader"),
    same_answer_other_mark: t("same answer, other mark"),
    failed: t.pgettext("mark", "failed"),
    waiting: t("waiting"),
  };
  return said[flag as Flag] ?? flag;
}

const DIFFERING = new Set(["disagreement", "reading_differs", "same_answer_other_mark"]);

/** Flags and history of an answer, side by side. */
export function Notes({
  flags,
  decisions,
  given,
}: {
  flags: readonly string[];
  decisions: readonly MarkDecision[];
  given: string;
}) {
  const t = useT();
  return (
    <div className="pair">
      <section className="pair-cell" aria-labelledby="m-flag">
        <h3 className="label" id="m-flag">
          {t("Flags")}
        </h3>
        {flags.length ? (
          <ul className="signs">
            {flags.map((flag) => (
              <li key={flag}>
                <Sign icon={DIFFERING.has(flag) ? "differ" : "warn"} tone="check">
                  {flagText(t, flag)}
                </Sign>
              </li>
            ))}
          </ul>
        ) : (
          <p className="hint">{t("none")}</p>
        )}
      </section>
      <section className="pair-cell" aria-labelledby="m-hist">
        <h3 className="label" id="m-hist">
          {t("History")}
        </h3>
        <ol className="history">
          {given && (
            <li>
              <span className="history-given">{given}</span>
            </li>
          )}
          {decisions.map((decision, index) => (
            <li key={index}>
              <time dateTime={decision.at}>{t.when(new Date(decision.at))}</time>
              <span dir="auto">
                {decision.author}: {decision.undoes && `${t("undone")}, `}
                {decision.points === undefined || decision.points === null ? (
                  "–"
                ) : (
                  <b className="mark-pen">{t.number(decision.points)}</b>
                )}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

/** How far graders agreed with the teacher on this question, so that a bad line of the rubric is seen. */
export function AgreementLine({ agreement }: { agreement: Agreement }) {
  const t = useT();
  const { decided, all, some, none } = agreement;
  if (decided < 2) return null;
  return (
    <>
      {t.ngettext(
        "Of the {n} answer that you decided here: every grader had given your mark {all} times, one of them {some} times, none {none} times.",
        "Of the {n} answers that you decided here: every grader had given your mark {all} times, one of them {some} times, none {none} times.",
        decided,
        { all, some, none },
      )}{" "}
    </>
  );
}
