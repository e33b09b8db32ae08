import { useT } from "../../i18n/context.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import type { EditedCell, EditedFile, SessionReview } from "../../wire/index.ts";

/** What an edited file would change, and what of it is not taken. */
export function EditedCells({ read, review }: { read: EditedFile; review: SessionReview }) {
  const t = useT();
  const lists: [string, readonly EditedCell[]][] = [
    [t("What would change"), read.changes],
    [t("Not taken: decided in the session since the file was written"), read.conflicts ?? []],
    [t("Not taken"), read.refused ?? []],
  ];
  return (
    <div className="block">
      {read.changes.length === 0 && <p>{t("Nothing in the file is to be decided.")}</p>}
      {lists.map(([title, cells]) => cells.length > 0 && <Cells key={title} title={title} cells={cells} review={review} />)}
    </div>
  );
}

function Cells({ title, cells, review }: { title: string; cells: readonly EditedCell[]; review: SessionReview }) {
  const t = useT();
  const names = new Map(review.copies.map((copy) => [copy.copy_id, copy.student?.name || copy.copy_id]));
  const hasReasons = cells.some((cell) => cell.reason);
  return (
    <ScrollRegion label={title}>
      <table className="table">
        <caption>
          {title} ({cells.length})
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("Student")}</th>
            <th scope="col">{t("Column")}</th>
            <th scope="col">{t("In the session")}</th>
            <th scope="col">{t("In the file")}</th>
            {hasReasons && <th scope="col">{t("Why")}</th>}
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={`${cell.sheet} ${cell.row} ${cell.column}`}>
              <th scope="row" dir="auto">
                {names.get(cell.copy_id ?? "") ?? t("line {line}", { line: String(cell.row) })}
              </th>
              <td dir="auto">{cell.column}</td>
              <td dir="auto">{cell.current || "–"}</td>
              <td dir="auto">{cell.typed || "–"}</td>
              {hasReasons && <td dir="auto">{cell.reason}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
