import { useState } from "react";

import { runToQuestion } from "../../api/runs.ts";
import { useT } from "../../i18n/context.tsx";
import { go, sessionPath } from "../../location.ts";
import type { SessionReview } from "../../wire/index.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Failure } from "../../ui/Failure.tsx";
import type { Deciding } from "../data/outbox.ts";
import { refreshReview } from "../data/review.ts";

/** Mark the session as reviewed; it can be opened again. */
export function FinishDialog({
  sessionId,
  review,
  deciding: { outbox, author },
  onClose,
}: {
  sessionId: string;
  review: SessionReview;
  deciding: Deciding;
  onClose: () => void;
}) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const finish = async () => {
    setBusy(true);
    setError(null);
    try {
      // What comes after the end is refused.
      await outbox.settled();
      await outbox.flush();
      await runToQuestion(sessionId, { resume: { actions: [{ type: "finish", force: true }], author } });
      await refreshReview(sessionId);
      onClose();
      go(sessionPath(sessionId, "export"));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const left = review.open_questions;
  return (
    <Dialog
      title={t("Mark the session as reviewed")}
      onClose={onClose}
      foot={
        <>
          <button className="btn btn-bare" type="button" onClick={onClose}>
            {t("Go on reviewing")}
          </button>
          <button className="btn btn-main" type="button" aria-disabled={busy} onClick={() => !busy && void finish()}>
            {t("Mark as reviewed")}
          </button>
        </>
      }
    >
      <p>
        {left > 0
          ? t.ngettext(
              "{n} answer is still to decide. Its mark stays provisional.",
              "{n} answers are still to decide. Their marks stay provisional.",
              left,
            )
          : t("Every answer has its mark.")}
      </p>
      <p className="quiet">{t("You can open the session again at any time.")}</p>
      {error !== null && <Failure error={error} />}
    </Dialog>
  );
}
