import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { call } from "../../api/call.ts";
import { asksEncoding } from "../../api/problem.ts";
import { useT } from "../../i18n/context.tsx";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import type { EditedFile as Read, SessionReview } from "../../wire/index.ts";
import { refreshReview } from "../data/review.ts";
import { ChooseEncoding } from "./ChooseEncoding.tsx";
import { ChooseFile } from "./ChooseFile.tsx";
import { EditedCells } from "./EditedCells.tsx";
import { Part } from "./Part.tsx";

interface EditedFileProps {
  sessionId: string;
  review: SessionReview;
  author: string;
}

/** A table or workbook of ours that was changed in a spreadsheet: what it would decide, then the decisions. */
export function EditedFile({ sessionId, review, author }: EditedFileProps) {
  const t = useT();
  const [file, setFile] = useState<File>();
  const [encoding, setEncoding] = useState("");
  const params = { session_id: sessionId };
  const reading = useMutation({
    mutationFn: ({ file, encoding }: { file: File; encoding: string }) =>
      call("POST /sessions/{session_id}/edited-file", { params, query: { name: file.name, encoding: encoding || undefined }, body: file }),
  });
  const taking = useMutation({
    mutationFn: async ({ actions }: Read) => {
      const { outcomes } = await call("POST /sessions/{session_id}/decisions", { params, body: { actions, author } });
      await refreshReview(sessionId).catch(() => undefined); // it is read again in any case
      return outcomes;
    },
  });
  const read = (file: File, encoding = "") => {
    setFile(file);
    setEncoding(encoding);
    taking.reset();
    reading.mutate({ file, encoding });
  };
  const applied = taking.data?.filter((outcome) => outcome.status === "applied").length ?? 0;
  const result = taking.data
    ? t.ngettext("{n} decision is taken over.", "{n} decisions are taken over.", applied)
    : "";
  return (
    <Part title={t("A file that you have edited")}>
      <div className="export-part">
        <p className="quiet">
          {t("Change marks and feedback in the workbook or a table, and give it back here. You see what would change before anything does.")}
        </p>
        <ChooseFile id="edited-file" accept=".csv,.xlsx" chosen={file?.name ?? ""} onFile={read} />
        {reading.error && <Failure error={reading.error} />}
        {file && (encoding || asksEncoding(reading.error)) && <ChooseEncoding chosen={encoding} onChoose={(chosen) => read(file, chosen)} />}
        {reading.data && !taking.data && (
          <>
            <EditedCells read={reading.data} review={review} />
            {reading.data.actions.length > 0 && (
              <p>
                <button className="btn btn-main" type="button" aria-disabled={taking.isPending} onClick={() => !taking.isPending && taking.mutate(reading.data)}>
                  {t.ngettext("Take over {n} decision", "Take over {n} decisions", reading.data.actions.length)}
                </button>
              </p>
            )}
          </>
        )}
        {taking.error && <Failure error={taking.error} />}
        {taking.data && (
          <p>
            <b>{result}</b>{" "}
            {applied < taking.data.length &&
              t.ngettext("{n} is not: somebody has decided meanwhile.", "{n} are not: somebody has decided meanwhile.", taking.data.length - applied)}
          </p>
        )}
        <Announcement>{result}</Announcement>
      </div>
    </Part>
  );
}
