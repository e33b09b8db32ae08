import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { call } from "../../api/call.ts";
import { asksEncoding, Problem } from "../../api/problem.ts";
import { useT } from "../../i18n/context.tsx";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { ChooseFile } from "./ChooseFile.tsx";
import { Part } from "./Part.tsx";
import { SchoolAccount } from "./SchoolAccount.tsx";
import { SchoolOptions, type FillOptions } from "./SchoolOptions.tsx";

/** The school's own file: chosen, filled, accounted for, taken away. */
export function SchoolFile({ sessionId }: { sessionId: string }) {
  const t = useT();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<FillOptions>({});
  const [columns, setColumns] = useState<string[]>([]);
  const filling = useMutation({
    mutationFn: ({ file, options }: { file: File; options: FillOptions }) =>
      call("POST /sessions/{session_id}/fill", { params: { session_id: sessionId }, query: { name: file.name, ...options }, body: file }),
    onSuccess: (filled) => setColumns(filled.columns),
    onError: (error) => {
      const told = error instanceof Problem ? error.document["columns"] : undefined;
      if (Array.isArray(told)) setColumns(told.map(String));
    },
  });
  const choose = (chosen: File) => {
    setFile(chosen);
    setOptions({});
    setColumns([]);
    filling.mutate({ file: chosen, options: {} });
  };
  const problem = filling.error instanceof Problem ? filling.error.document : undefined;
  const asks = Array.isArray(problem?.["columns"]) && !options.mark;
  return (
    <Part title={t("In your school's own file")}>
      <div className="export-part">
        <p className="quiet">
          {t("Choose the list that your school's system exported, CSV or Excel. You get it back with the marks in it, and everything else as it was.")}
        </p>
        <ChooseFile id="school-file" accept=".csv,.txt,.tsv,.xlsx,.xlsm" chosen={file?.name ?? ""} onFile={choose} />
        {asks && <Notice title={t("Which column are the marks for?")}>{t("Choose it below.")}</Notice>}
        {filling.error && !asks && <Failure error={filling.error} />}
        {filling.data && <SchoolAccount filled={filling.data} />}
        <Announcement>{asks ? t("Which column are the marks for?") : filling.data ? t("The file is ready.") : ""}</Announcement>
        {file && (filling.data || filling.error) && (
          <SchoolOptions
            key={filling.submittedAt}
            options={options}
            columns={columns}
            asksEncoding={asksEncoding(filling.error)}
            isOpen={problem !== undefined}
            busy={filling.isPending}
            onSubmit={(chosen) => {
              setOptions(chosen);
              filling.mutate({ file, options: chosen });
            }}
          />
        )}
      </div>
    </Part>
  );
}
