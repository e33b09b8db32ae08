import { useT } from "../../i18n/context.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import type { RiskAt } from "../model/audit.ts";

/** What the sample says: how much of the agreed answers a threshold covers, and how many of them may be wrong. */
export function AuditTable({ curve }: { curve: readonly RiskAt[] }) {
  const t = useT();
  return (
    <ScrollRegion label={t("What the sample says")}>
      <table className="table">
        <caption className="label">
          {t("How often graders who agreed were wrong, of the answers that you marked first")}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("Confidence from")}</th>
            <th scope="col" className="num">
              {t("Covers")}
            </th>
            <th scope="col" className="num">
              {t("Wrong")}
            </th>
            <th scope="col" className="num">
              {t("At 95 %")}
            </th>
          </tr>
        </thead>
        <tbody>
          {curve.map((at) => (
            <tr key={at.threshold}>
              <th scope="row">{t.percent(at.threshold)}</th>
              <td className="num">{t.percent(at.coverage)}</td>
              <td className="num">{t("{n} of {all}", { n: at.wrong, all: at.looked })}</td>
              <td className="num">{t("{low} to {high}", { low: t.percent(at.low), high: t.percent(at.high) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
