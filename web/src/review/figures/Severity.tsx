import { useT } from "../../i18n/context.tsx";
import type { GraderSeverity } from "../../wire/index.ts";
import { Notice } from "../../ui/Notice.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { figureText } from "./Items.tsx";

/** Whether a grader is harsher or milder than the others, with what chance alone would give. */
export function Severity({ graders, warnings }: { graders: readonly GraderSeverity[]; warnings: readonly string[] }) {
  const t = useT();
  if (!graders.length && !warnings.length) return null;
  const inPercent = (value: number | null | undefined) =>
    typeof value === "number" ? t.number(Math.round(value * 1_000) / 10) : "–";
  return (
    <section className="sheet" aria-labelledby="f-graders">
      <div className="sheet-head">
        <h2 className="title" id="f-graders">
          {t("Graders")}
        </h2>
        <span className="hint">{t("against the mean of the others, in per cent of the maximum")}</span>
      </div>
      {warnings.map((warning) => (
        <Notice key={warning} title={warning} />
      ))}
      {graders.length > 0 && (
        <ScrollRegion label={t("Graders")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("Grader")}</th>
                <th scope="col" className="num">
                  {t("Copies")}
                </th>
                <th scope="col" className="num">
                  {t("Difference")}
                </th>
                <th scope="col" className="num">
                  {t("At 95 %")}
                </th>
                <th scope="col">{t("Reading of it")}</th>
              </tr>
            </thead>
            <tbody>
              {graders.map(({ grader, copies, bias, systematic }, index) => (
                <tr key={index}>
                  <th scope="row">{typeof grader === "string" ? grader : t("grader {n}", { n: index + 1 })}</th>
                  <td className="num">{copies}</td>
                  <td className="num">
                    {typeof bias.mean.value === "number" ? inPercent(bias.mean.value) : figureText(t, bias.mean)}
                  </td>
                  <td className="num">
                    {t("{low} to {high}", { low: inPercent(bias.low.value), high: inPercent(bias.high.value) })}
                  </td>
                  <td>
                    {!systematic ? t("no more than chance") : (bias.mean.value ?? 0) < 0 ? t("harsher") : t("milder")}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
