import { useEffect, useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { FilledAnswer, FilledRow } from "../../wire/index.ts";
import { Fold } from "./Fold.tsx";

const FEW = 5; // lines that are shown without being asked for

/** What was written into the school's file and what was not, and the way to the file. */
export function SchoolAccount({ filled }: { filled: FilledAnswer }) {
  const t = useT();
  const url = useFile(filled);
  const written = filled.rows.filter((row) => row.mark !== "");
  return (
    <div className="block">
      <p>
        <b>
          {t.ngettext("{n} mark in “{column}”, out of {maximum}.", "{n} marks in “{column}”, out of {maximum}.", written.length, {
            column: filled.column,
            maximum: filled.maximum,
          })}
        </b>{" "}
        {filled.maximum !== filled.exam_maximum && t("They are converted: the exam is out of {maximum}.", { maximum: t.number(filled.exam_maximum) })}
        {filled.maximum === filled.exam_maximum && !filled.maximum_is_told && t("The file does not say what its marks are out of.")}
        {filled.contradicted_maximum !== null && t("The file says that its marks are out of {maximum}.", { maximum: t.number(filled.contradicted_maximum) })}
      </p>
      {filled.breaks_signature && <p className="hint">{t("The file was signed. Its digital signature does not hold any more.")}</p>}
      <p>
        {url && (
          <a className="btn btn-main" href={url} download={filled.name}>
            <Icon name="download" /> <span dir="auto">{filled.name}</span>
          </a>
        )}
      </p>
      {listsOf(t, filled).map(([title, entries]) => (
        <Fold key={title} title={`${title} (${entries.length})`} isOpen={entries.length <= FEW}>
          <ul className="plain-list">
            {entries.map((entry, n) => (
              <li key={n} dir="auto">
                {entry}
              </li>
            ))}
          </ul>
        </Fold>
      ))}
    </div>
  );
}

function listsOf(t: Translator, { rows, missing }: FilledAnswer): [string, string[]][] {
  const told = ({ line, name }: FilledRow) => t("line {line}: {name}", { line: String(line), name });
  const of = (outcome: FilledRow["outcome"]) => rows.filter((row) => row.outcome === outcome).map(told);
  const lists: [string, string[]][] = [
    [t("In the session, but in no row of the file"), missing.map((copy) => copy.student?.name || copy.copy_id)],
    [t("Not in the session"), of("unknown")],
    [t("Not clear whose row it is"), of("ambiguous")],
    [t("Name and number, e-mail or login are not of one student"), of("contradictory")],
    [t("The name on the copy is uncertain: confirm whose it is"), of("name_uncertain")],
    [t("Not decided yet, so left as they were"), of("provisional")],
    [t("Without a copy"), of("absent")],
    [t("Without a total"), of("no_total")],
    [t("Marked out of another maximum than the class"), of("other_maximum")],
    [t("Below the lowest grade"), of("no_band")],
    [t("With shortened feedback: a cell cannot hold all of it"), of("written_with_shortened_feedback")],
    [t("Without feedback: the file's encoding does not have all its characters"), of("written_without_feedback")],
    [t("Another mark stood there"), rows.filter((row) => row.replaced).map((row) => `${told(row)}: ${row.before} → ${row.mark}`)],
  ];
  return lists.filter(([, entries]) => entries.length > 0);
}

/** The address of the file within this page. */
function useFile({ data, media_type }: FilledAnswer): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: media_type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data, media_type]);
  return url;
}
