import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { answers } from "../../api/answer.ts";
import { startRun } from "../../api/runs.ts";
import { useRun } from "../../api/useRun.ts";
import { useT } from "../../i18n/context.tsx";
import { NEW_PATH, sessionPath } from "../../location.ts";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Link } from "../../ui/Link.tsx";
import { Stages } from "../../ui/Stages.tsx";
import type { Reading, SessionProgress } from "../../wire/index.ts";

/** While the files are read: how far it is, and that one may leave. */
export default function Files({ progress }: { progress: SessionProgress }) {
  const t = useT();
  const [reading, setReading] = useState<Reading | null>(null);
  const run = useRun(progress, (event) => {
    if (event.type === "reading") setReading(event);
  });
  const again = useMutation({
    mutationFn: () => startRun(progress.session_id, { input: null }),
    onSuccess: () => answers.invalidateQueries(),
  });
  const { session_id: sessionId, stage, is_running: isRunning } = progress;
  const waits = stage === "new" || stage === "reading";
  const share = reading?.total ? Math.round((100 * reading.done) / reading.total) : 0;
  return (
    <Frame title={t.pgettext("stage", "Files")} session={progress.name} stages={<Stages sessionId={sessionId} stage={stage} here="files" />}>
      <main className="wrap reading" id="main">
        <h1 className="title">{waits ? t("Reading the files") : t("The files are read")}</h1>
        {isRunning && (
          <>
            <p className="quiet">{t("You can close this page: reading goes on, and this page will find it again.")}</p>
            <svg className="line" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={t("{share} % read", { share })}>
              <rect width={share} height="6" />
            </svg>
            <p aria-hidden="true">{reading && stepText(reading)}</p>
            <Announcement>{reading ? stepText(reading) : ""}</Announcement>
          </>
        )}
        {(run.error != null || again.error != null) && <Failure error={run.error ?? again.error} />}
        {!isRunning && waits && (
          <div className="block">
            <p className="quiet">{t("The session has stopped before its files were read. They are on the server, and nothing is lost.")}</p>
            <div className="btn-row">
              <button className="btn btn-main" type="button" disabled={again.isPending} onClick={() => again.mutate()}>
                {t("Read them again")}
              </button>
              <Link className="btn" href={NEW_PATH}>
                {t("Begin with other files")}
              </Link>
            </div>
          </div>
        )}
        {!waits && (
          <div className="btn-row">
            <Link className="btn btn-main" href={sessionPath(sessionId)}>
              {t("Go on")}
            </Link>
          </div>
        )}
      </main>
    </Frame>
  );

  function stepText({ step, done, total }: Reading): string {
    return step === "opening"
      ? t("{done} of {total} files opened", { done, total })
      : t("{done} of {total} pages looked at", { done, total });
  }
}
