import { useMutation } from "@tanstack/react-query";

import { send } from "../../api/call.ts";
import type { ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** The totals in the order of the class list, put into the clipboard. Where a browser refuses that, they are shown. */
export function PasteMarks({ sessionId, query }: { sessionId: string; query: ExportQuery }) {
  const t = useT();
  const copying = useMutation({
    mutationFn: async () => {
      const params = { session_id: sessionId, fmt: "marks-to-paste" };
      const text = send("GET /sessions/{session_id}/exports/{fmt}", { params, query }).then((answer) => answer.text());
      return { text: await text, isCopied: await copied(text) };
    },
  });
  const { text = "", isCopied = false } = copying.data ?? {};
  const lines = text.split("\n").length - 1;
  const result = isCopied
    ? t.ngettext("{n} line is copied, in the order of the class list: paste it into the column of the marks.", "{n} lines are copied, in the order of the class list: paste them into the column of the marks.", lines)
    : "";
  return (
    <li>
      <button className="btn" type="button" onClick={() => copying.mutate()}>
        <Icon name="copy" /> {t("Copy the marks")}
      </button>
      <div className="export-about">
        <span className="quiet">{t("a column to paste, where a system reads no file, such as Pronote")}</span>
        {isCopied && <p className="hint">{result}</p>}
        {copying.data && !isCopied && (
          <label>
            <span className="hint">{t("This browser does not let a page copy. Copy them from here:")}</span>
            <textarea className="field" readOnly rows={6} value={text} onFocus={({ target }) => target.select()} />
          </label>
        )}
        {copying.error && <Failure error={copying.error} />}
        <Announcement>{result}</Announcement>
      </div>
    </li>
  );
}

async function copied(text: Promise<string>): Promise<boolean> {
  try {
    // The promise itself: Safari takes nothing that comes after the press of the button.
    const blob = text.then((marks) => new Blob([marks], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return false;
  }
}
