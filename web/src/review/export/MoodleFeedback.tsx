import { useState } from "react";

import { asksEncoding } from "../../api/problem.ts";
import { useT } from "../../i18n/context.tsx";
import { ChooseEncoding } from "./ChooseEncoding.tsx";
import { ChooseFile } from "./ChooseFile.tsx";
import { LongFileRow, useExport } from "./LongFile.tsx";
import type { FileRow } from "./ShortFile.tsx";

const FORMAT = "moodle-feedback";

/** A sheet a participant of a Moodle assignment, whom the names of the files tell, or else its grading worksheet. */
export function MoodleFeedback({ sessionId, query }: Pick<FileRow, "sessionId" | "query">) {
  const t = useT();
  const making = useExport(sessionId, FORMAT);
  const [worksheet, setWorksheet] = useState<File>();
  const [encoding, setEncoding] = useState("");
  const make = (file = worksheet, read = encoding) => making.start({ ...query, encoding: read || undefined }, file);
  const failure = making.made.is === "failed" ? making.made.error : undefined;
  return (
    <LongFileRow
      format={FORMAT}
      name={t("Moodle, feedback files")}
      what={t("a sheet a participant, as a Moodle assignment takes them: ZIP. For copies that came from its own archive, or with its grading worksheet:")}
      making={making}
      onStart={() => make()}
    >
      <ChooseFile
        id="worksheet"
        name={t("Choose the grading worksheet")}
        accept=".csv,.txt"
        chosen={worksheet?.name ?? ""}
        onFile={(file) => {
          setWorksheet(file);
          setEncoding("");
          make(file, "");
        }}
      />
      {worksheet && (encoding || asksEncoding(failure)) && (
        <ChooseEncoding
          chosen={encoding}
          onChoose={(chosen) => {
            setEncoding(chosen);
            make(worksheet, chosen);
          }}
        />
      )}
    </LongFileRow>
  );
}
