import { useT } from "../../i18n/context.tsx";
import { readMark } from "../../review/model/marks.ts";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { placeRead, type ScaleRow } from "./scale-edit.ts";

interface ScaleTableProps {
  rows: readonly ScaleRow[];
  total: number;
  printedTotal: number | null;
  /** The question whose place is shown on the paper. */
  looked: string | null;
  onLook: (id: string) => void;
  onEdit: (id: string, points: number | null) => void;
}

const MOST_POINTS = 10_000;

/** Every question with its points, which can be changed, and the sums as they are now beside what is printed. */
export function ScaleTable({ rows, total, printedTotal, looked, onLook, onEdit }: ScaleTableProps) {
  const t = useT();
  return (
    <ScrollRegion label={t("Table of the scale")}>
      <table className="table scale-table">
        <thead>
          <tr>
            <th scope="col">{t("Question")}</th>
            <th scope="col" className="col-from">
              {t("Read in")}
            </th>
            <th scope="col" className="num">
              {t("Points")}
            </th>
            <th scope="col">{t("Check")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.question.id} row={row} isLooked={looked === row.question.id} onLook={onLook} onEdit={onEdit} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("Total")}</th>
            <td className="col-from" />
            <td className="num">
              <output>{t.number(total)}</output>
            </td>
            <td>
              <Printed points={total} printed={printedTotal} />
            </td>
          </tr>
        </tfoot>
      </table>
    </ScrollRegion>
  );
}

interface RowProps {
  row: ScaleRow;
  isLooked: boolean;
  onLook: (id: string) => void;
  onEdit: (id: string, points: number | null) => void;
}

function Row({ row: { question, isGroup, points, depth }, isLooked, onLook, onEdit }: RowProps) {
  const t = useT();
  const place = placeRead(question.detected_from);
  const className = `${isGroup || depth === 0 ? "group" : "part"}${isLooked ? " is-looked" : ""}`;
  return (
    <tr className={className}>
      <th scope={isGroup ? "rowgroup" : "row"} dir="auto">
        {depth > 0 ? question.id : question.label || question.id}
      </th>
      <td className="col-from">
        {place && (
          <button className="link" type="button" aria-pressed={isLooked} title={place.words} onClick={() => onLook(question.id)}>
            {t("page {n}", { n: place.page + 1 })}
          </button>
        )}
      </td>
      <td className="num">
        {isGroup ? (
          points !== null && t.number(points)
        ) : (
          <input
            className="field field-num"
            inputMode="decimal"
            aria-label={t("Points of {question}", { question: question.id })}
            defaultValue={points === null ? "" : t.number(points)}
            onFocus={() => onLook(question.id)}
            onChange={(event) => {
              const read = readMark(event.target.value, { maximum: MOST_POINTS });
              event.target.setAttribute("aria-invalid", String("fault" in read && read.fault !== "empty"));
              if ("points" in read) onEdit(question.id, read.points);
              else if (read.fault === "empty") onEdit(question.id, null);
            }}
          />
        )}
      </td>
      <td>
        {isGroup && question.max_points != null && points !== null && <Printed points={points} printed={question.max_points} />}
        {!isGroup && points === null && (
          <Sign icon="warn" tone="check">
            {t("no points")}
          </Sign>
        )}
      </td>
    </tr>
  );
}

function Printed({ points, printed }: { points: number; printed: number | null }) {
  const t = useT();
  if (printed === null) return null;
  const isSame = points === printed;
  return (
    <Sign icon={isSame ? "same" : "differ"} tone={isSame ? "good" : "check"}>
      {t("{printed} printed", { printed })}
    </Sign>
  );
}
