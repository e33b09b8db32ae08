import { useState } from "react";

import { runToQuestion } from "../../api/runs.ts";
import { useT } from "../../i18n/context.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { refreshReview } from "../data/review.ts";

/** Of a session that is marked as reviewed: the way back. */
export function Reopen({ sessionId, author }: { sessionId: string; author: string }) {
  const t = useT();
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const reopen = async () => {
    setBusy(true);
    try {
      await runToQuestion(sessionId, { resume: { actions: [{ type: "reopen_session" }], author } });
      await refreshReview(sessionId);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="btn-row">
        {t("The session is marked as reviewed.")}{" "}
        <button className="btn" type="button" aria-disabled={busy} onClick={() => !busy && void reopen()}>
          {t("Open it again")}
        </button>
      </p>
      {failure !== null && <Failure error={failure} />}
    </>
  );
}
