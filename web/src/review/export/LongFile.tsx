import { makeExport } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import { MadeFile } from "../../ui/MadeFile.tsx";
import type { FileRow } from "./ShortFile.tsx";

/** A file that the server makes student by student. */
export function LongFile({ sessionId, format, name, what, query }: FileRow) {
  const t = useT();
  return (
    <MadeFile
      id={format}
      name={name}
      what={what}
      make={(making) => makeExport(sessionId, format, query, making)}
      counted={({ done, total }) => t.ngettext("{done} of {n} student", "{done} of {n} students", total, { done })}
    />
  );
}
