import { useState } from "react";

import type { ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import type { SessionReview } from "../../wire/index.ts";
import { Choice } from "./Choice.tsx";
import { EditedFile } from "./EditedFile.tsx";
import { Fold } from "./Fold.tsx";
import { ForStudents } from "./ForStudents.tsx";
import { MoodleFeedback } from "./MoodleFeedback.tsx";
import { Part } from "./Part.tsx";
import { PasteMarks } from "./PasteMarks.tsx";
import { ShortFile } from "./ShortFile.tsx";
import { Tick } from "./Tick.tsx";

interface FilesProps {
  sessionId: string;
  review: SessionReview;
  author: string;
}

/** The files of a session, by whom they are for. */
export function Files({ sessionId, review, author }: FilesProps) {
  const t = useT();
  const [query, setQuery] = useState<ExportQuery>({});
  const [provisional, setProvisional] = useState(false);
  const school = { sessionId, query: { ...query, provisional: provisional || undefined } };
  const own = { sessionId, query };
  return (
    <>
      <Choice review={review} query={query} onChange={setQuery} />
      <Part
        title={t("For your school's system")}
        choice={<Tick checked={provisional} onChange={setProvisional}>{t("also marks that are not decided yet")}</Tick>}
      >
        <ul className="exports">
          <PasteMarks {...school} />
          <ShortFile {...school} format="class-list" name={t("Class list")} what={t("its students in its order with their totals, CSV")} />
          <ShortFile {...school} format="moodle" leftOut="moodle-left-out" name="Moodle" what={t("for its gradebook, CSV; by e-mail address or number")} />
          <MoodleFeedback {...school} />
          <ShortFile {...school} format="canvas" leftOut="canvas-left-out" name="Canvas" what={t("for its gradebook, CSV; by SIS number, login or name")} />
        </ul>
      </Part>
      <ForStudents {...own} />
      <Part title={t("For you")}>
        <ul className="exports">
          <ShortFile {...own} format="xlsx" name={t("Workbook")} what={t("marks, questions and feedback, for a spreadsheet")} />
          <ShortFile {...own} format="csv-short" name={t("Short table")} what={t("a row a student with total, grade and a column a question, CSV")} />
        </ul>
      </Part>
      {review.stage !== "finished" && <EditedFile sessionId={sessionId} review={review} author={author} />}
      <Fold className="sheet" title={t("For programs and archives")}>
        <ul className="exports">
          <ShortFile {...own} format="csv" name={t("Wide table")} what={t("a row a student with all there is, CSV")} />
          <ShortFile {...own} format="csv-flat" name={t("Long table")} what={t("a row a mark, CSV")} />
          <ShortFile {...own} format="json" name={t("Everything")} what={t("for programs, JSON")} />
          <ShortFile {...own} format="history" name={t("Decisions")} what={t("who decided what and when, CSV")} />
          <ShortFile {...own} format="attempts" name={t("Graders' marks")} what={t("what A and B gave, CSV")} />
        </ul>
      </Fold>
    </>
  );
}
