import { useT } from "../../i18n/context.tsx";
import type { HistogramBar } from "../../wire/index.ts";

const WIDTH = 640;
const HEIGHT = 180;

/** How the totals are spread, as bars and, on demand, as a table. */
export function Histogram({ bars, maximum }: { bars: readonly HistogramBar[]; maximum: number }) {
  const t = useT();
  if (!bars.length) return null;
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const step = WIDTH / bars.length;
  const points = (percentage: number) => t.number(Math.round(percentage * maximum) / 100);
  return (
    <section className="sheet" aria-labelledby="f-totals">
      <div className="sheet-head">
        <h2 className="title" id="f-totals">
          {t("Totals")}
        </h2>
        <span className="hint">{t("out of {maximum}", { maximum })}</span>
      </div>
      <figure className="chart">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT + 44}`}
          role="img"
          aria-label={t("Number of copies by total; the table below says the same")}
        >
          {bars.map((bar, index) => {
            const tall = (HEIGHT * bar.count) / most;
            return (
              <g key={bar.from_percentage}>
                <rect
                  className="chart-bar"
                  x={index * step + 1}
                  y={HEIGHT - tall + 20}
                  width={step - 2}
                  height={tall}
                />
                {bar.count > 0 && (
                  <text className="chart-count" x={(index + 0.5) * step} y={HEIGHT - tall + 14} textAnchor="middle">
                    {bar.count}
                  </text>
                )}
                <text className="chart-text" x={index * step} y={HEIGHT + 38} textAnchor={index ? "middle" : "start"}>
                  {points(bar.from_percentage)}
                </text>
              </g>
            );
          })}
          <text className="chart-text" x={WIDTH} y={HEIGHT + 38} textAnchor="end">
            {points(bars.at(-1)?.to_percentage ?? 100)}
          </text>
          <line className="chart-axis" x1="0" x2={WIDTH} y1={HEIGHT + 20} y2={HEIGHT + 20} />
        </svg>
      </figure>
      <details className="chart-table">
        <summary>{t("As a table")}</summary>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("Total")}</th>
              <th scope="col" className="num">
                {t("Copies")}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.from_percentage}>
                <th scope="row">
                  {t("{low} to {high}", { low: points(bar.from_percentage), high: points(bar.to_percentage) })}
                </th>
                <td className="num">{bar.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
