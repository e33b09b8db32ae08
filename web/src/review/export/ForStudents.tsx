import { useState } from "react";

import type { ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import { Fold } from "./Fold.tsx";
import { LongFile } from "./LongFile.tsx";
import { Part } from "./Part.tsx";
import { Tick } from "./Tick.tsx";

/** What is handed back: a sheet a student, and the copies with the marks on them. */
export function ForStudents({ sessionId, query }: { sessionId: string; query: ExportQuery }) {
  const t = useT();
  const [figures, setFigures] = useState(false);
  const [provisional, setProvisional] = useState(false);
  const [largest, setLargest] = useState<number>();
  const [offset, setOffset] = useState<ExportQuery>({});
  const sheets = { sessionId, query: { ...query, class_figures: figures || undefined } };
  const marked = { sessionId, query: { ...sheets.query, provisional: provisional || undefined, max_megabytes: largest } };
  return (
    <Part
      title={t("For the students")}
      choice={
        <div className="btn-row">
          <Tick checked={figures} onChange={setFigures}>
            {t("with the figures of the class")}
          </Tick>
          <Tick checked={provisional} onChange={setProvisional}>
            {t("marked copies: also what is not decided yet")}
          </Tick>
          <Megabytes name={t("marked copies: a file at most")} onChange={setLargest} />
        </div>
      }
    >
      <ul className="exports">
        <LongFile
          {...marked}
          format="marked"
          name={t("Marked copies, a file each")}
          what={t("marks and comments in a margin beside the answers: a ZIP of a PDF a student")}
        />
        <LongFile {...marked} format="marked-print" name={t("Marked copies to print")} what={t("the same as one PDF, to be printed on both sides")} />
        <LongFile
          {...sheets}
          format="sheets"
          name={t("Sheets, a file each")}
          what={t("marks, feedback and what to work on: a ZIP of a PDF a student, and a list for a mail merge")}
        />
        <LongFile {...sheets} format="sheets-print" name={t("Sheets to print")} what={t("the same as one PDF, to be printed on both sides")} />
      </ul>
      <Fold className="export-more" title={t("Marks on the pages themselves")}>
        <div className="btn-row">
          <Millimetres name={t("Print further to the right by")} onChange={(offset_right) => setOffset({ ...offset, offset_right })} />
          <Millimetres name={t("and further down by")} onChange={(offset_down) => setOffset({ ...offset, offset_down })} />
        </div>
        <ul className="exports">
          <LongFile
            sessionId={sessionId}
            query={{ ...marked.query, ...offset }}
            format="marked-overlay"
            name={t("Marks alone")}
            what={t("on empty pages, to be printed onto the paper copies: print one first, and hold it against the paper")}
          />
          <LongFile
            {...marked}
            format="marked-annotations"
            name={t("As annotations")}
            what={t("the pages as they were, with marks that a PDF reader can move, change and hide")}
          />
        </ul>
      </Fold>
    </Part>
  );
}

function Megabytes({ name, onChange }: { name: string; onChange: (megabytes: number | undefined) => void }) {
  const t = useT();
  return (
    <label>
      {name}{" "}
      <input className="field field-num" type="number" min={0.1} max={1000} step="any" placeholder="–" onChange={({ target }) => onChange(target.validity.valid ? target.valueAsNumber || undefined : undefined)} />{" "}
      {t.pgettext("megabytes", "MB")}
    </label>
  );
}

function Millimetres({ name, onChange }: { name: string; onChange: (millimetres: number | undefined) => void }) {
  const t = useT();
  return (
    <label>
      {name}{" "}
      <input className="field field-num" type="number" min={-50} max={50} step="any" defaultValue={0} onChange={({ target }) => onChange(target.validity.valid ? target.valueAsNumber || undefined : undefined)} />{" "}
      {t.pgettext("millimetres", "mm")}
    </label>
  );
}
