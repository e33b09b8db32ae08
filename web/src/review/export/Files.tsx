import { useState } from "react";

import type { ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { SessionReview } from "../../wire/index.ts";
import { Choice } from "./Choice.tsx";
import { LongFile } from "./LongFile.tsx";
import { SchoolFile } from "./SchoolFile.tsx";
import { ShortFiles } from "./ShortFiles.tsx";

interface FilesProps {
  sessionId: string;
  review: SessionReview;
}

/** The files of a session, by whom they are for. */
export function Files({ sessionId, review }: FilesProps) {
  const t = useT();
  const [query, setQuery] = useState<ExportQuery>({});
  const [figures, setFigures] = useState(false);
  const sheets = { ...query, class_figures: figures || undefined };
  return (
    <>
      <SchoolFile sessionId={sessionId} />
      <Choice review={review} query={query} onChange={setQuery} />
      <section className="sheet" aria-labelledby="h-students">
        <div className="sheet-head">
          <h2 className="title" id="h-students">
            {t("For the students")}
          </h2>
          <label className="export-tick">
            <input className="tick" type="checkbox" checked={figures} onChange={({ target }) => setFigures(target.checked)} />
            {t("with the figures of the class")}
          </label>
        </div>
        <ul className="exports">
          <LongFile
            sessionId={sessionId}
            format="sheets"
            name={t("Sheets, a file each")}
            what={t("marks, feedback and what to work on: a ZIP of a PDF a student, and a list for a mail merge")}
            query={sheets}
          />
          <LongFile
            sessionId={sessionId}
            format="sheets-print"
            name={t("Sheets to print")}
            what={t("the same as one PDF, to be printed on both sides")}
            query={sheets}
          />
        </ul>
      </section>
      <ShortFiles
        sessionId={sessionId}
        title={t("For you")}
        query={query}
        formats={[
          ["xlsx", t("Workbook"), t("marks, questions and feedback, for a spreadsheet")],
          ["csv-short", t("Short table"), t("a row a student with total, grade and a column a question, CSV")],
        ]}
      />
      <details className="fold sheet">
        <summary>
          <span className="icon-turn">
            <Icon name="next" />
          </span>{" "}
          {t("For programs and archives")}
        </summary>
        <ShortFiles
          sessionId={sessionId}
          query={query}
          formats={[
            ["csv", t("Wide table"), t("a row a student with all there is, CSV")],
            ["csv-flat", t("Long table"), t("a row a mark, CSV")],
            ["json", t("Everything"), t("for programs, JSON")],
            ["history", t("Decisions"), t("who decided what and when, CSV")],
            ["attempts", t("Graders' marks"), t("what A and B gave, CSV")],
          ]}
        />
      </details>
    </>
  );
}
