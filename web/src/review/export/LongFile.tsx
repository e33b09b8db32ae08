import type { ReactNode } from "react";

import { makeExport, type ExportQuery } from "../../api/exports.ts";
import type { ReadyFile } from "../../api/ready-file.ts";
import { useT } from "../../i18n/context.tsx";
import { MadeFile } from "../../ui/MadeFile.tsx";
import { useMaking, type Making } from "../../ui/useMaking.ts";
import { Fold } from "./Fold.tsx";
import type { FileRow } from "./ShortFile.tsx";

/** Have the server make a file of a session, with a file of the teacher's where one goes with it. */
export function useExport(sessionId: string, format: string): Making<[ExportQuery, File?]> {
  return useMaking((task, query, file) => makeExport(sessionId, format, query, { ...task, file }));
}

/** A file that the server makes student by student. */
export function LongFile({ query, sessionId, format, ...row }: FileRow) {
  const making = useExport(sessionId, format);
  return <LongFileRow {...row} format={format} making={making} onStart={() => making.start(query)} />;
}

interface LongFileRowProps extends Pick<FileRow, "format" | "name" | "what"> {
  making: Making<[ExportQuery, File?]>;
  onStart: () => void;
  /** What else is to be chosen for it. */
  children?: ReactNode;
}

/** The row of a file that is made by somebody else's `useExport`. */
export function LongFileRow({ format, ...row }: LongFileRowProps) {
  const t = useT();
  return (
    <MadeFile
      {...row}
      id={format}
      counted={({ done, total }) => t.ngettext("{done} of {n} student", "{done} of {n} students", total, { done })}
      about={(file) => <Missing file={file} />}
    />
  );
}

/** The students who have no part in the file. */
function Missing({ file: { missing = [] } }: { file: ReadyFile }) {
  const t = useT();
  if (!missing.length) return null;
  return (
    <Fold title={`${t("Not known which participant of the assignment it is")} (${missing.length})`} isOpen>
      <ul className="plain-list">
        {missing.map(({ copy_id, student }) => (
          <li key={copy_id} dir="auto">
            {student?.name || copy_id}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
