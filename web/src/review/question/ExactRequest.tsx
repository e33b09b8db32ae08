import { useState } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";

interface ExactRequestProps {
  sessionId: string;
  copyId: string;
  labels: readonly string[];
  onClose: () => void;
}

/** The exact prompt behind a grader's marks, and what came back. As text: nothing of it is a page. */
export function ExactRequest({ sessionId, copyId, labels, onClose }: ExactRequestProps) {
  const t = useT();
  const [label, setLabel] = useState(labels[0] ?? "A");
  const read = useAnswer("GET /sessions/{session_id}/copies/{copy_id}/attempts/{label}", {
    params: { session_id: sessionId, copy_id: copyId, label },
  });
  return (
    <Dialog title={t("What {grader} was asked, and what it answered", { grader: label })} onClose={onClose}>
      {labels.length > 1 && (
        <div className="btn-row">
          {labels.map((one) => (
            <button className="btn" type="button" key={one} aria-pressed={one === label} onClick={() => setLabel(one)}>
              {t("Grader {label}", { label: one })}
            </button>
          ))}
        </div>
      )}
      {read.isPending && <Skeleton />}
      {read.error && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && (
        <>
          {!read.data.is_exact && (
            <Notice title={t("Settings have changed since.")}>
              {t("This is the request as it would be sent now.")}
            </Notice>
          )}
          <pre className="request" dir="auto" tabIndex={0}>
            {[read.data.system, ...read.data.texts].join("\n\n")}
          </pre>
          <h3 className="label">{t("Answers")}</h3>
          <pre className="request" dir="auto" tabIndex={0}>
            {read.data.replies.length
              ? read.data.replies.map((reply) => JSON.stringify(reply, null, 2)).join("\n\n")
              : t("None is kept.")}
          </pre>
        </>
      )}
    </Dialog>
  );
}
