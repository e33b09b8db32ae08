import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import { pathOf } from "../../api/call.ts";
import { runToQuestion } from "../../api/runs.ts";
import { sessionPath } from "../../location.ts";
import type { SessionReview } from "../../wire/index.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Stages } from "../../ui/Stages.tsx";
import { useDeciding } from "../data/outbox.ts";
import { refreshReview, useReview } from "../data/review.ts";

/** The files of a session, and how much of them is provisional. */
export default function Export({ sessionId }: { sessionId: string }) {
  const t = useT();
  const { data: review, error, refetch } = useReview(sessionId);
  const { entries, author } = useDeciding(sessionId);
  return (
    <Frame
      title={t("Export")}
      session={review?.name}
      stages={review && <Stages sessionId={sessionId} stage={review.stage} here="export" />}
      unsaved={entries.length}
    >
      <main className="wrap" id="main">
        <div className="screen-head">
          <h1 className="title">{t("Export")}</h1>
          <Link className="btn" href={sessionPath(sessionId, "figures")}>
            {t("Figures")}
          </Link>
        </div>
        {error && !review && <Failure error={error} onRetry={() => void refetch()} />}
        {!review && !error && <Skeleton />}
        {review && <Files sessionId={sessionId} review={review} author={author} unsent={entries.length} />}
      </main>
    </Frame>
  );
}

interface FilesProps {
  sessionId: string;
  review: SessionReview;
  author: string;
  unsent: number;
}

function Files({ sessionId, review, author, unsent }: FilesProps) {
  const t = useT();
  const [only, setOnly] = useState<"all" | "complete">("all");
  const groups = [...new Set(review.copies.flatMap((copy) => copy.student?.group || []))].sort();
  const [group, setGroup] = useState("");
  const provisional = review.copies.filter(
    (copy) => copy.provisional || copy.total === undefined || copy.total === null,
  ).length;
  const formats: [string, string, string][] = [
    ["xlsx", t("Workbook"), t("marks, questions and feedback, for a spreadsheet")],
    ["csv", t("Table"), t("a row a student, CSV")],
    ["csv-flat", t("Long table"), t("a row a mark, CSV")],
    ["json", t("Everything"), t("for programs, JSON")],
    ["history", t("Decisions"), t("who decided what and when, CSV")],
    ["attempts", t("Graders' marks"), t("what A and B gave, CSV")],
  ];
  const href = (format: string) =>
    pathOf("/sessions/{session_id}/exports/{format}", {
      params: { session_id: sessionId, format },
      query: { only: only === "all" ? undefined : only, group: group || undefined },
    });
  return (
    <>
      {unsent > 0 && (
        <Notice
          title={t.ngettext(
            "{n} decision is not on the server yet.",
            "{n} decisions are not on the server yet.",
            unsent,
          )}
        >
          {t("A file that is made now is without it.")}
        </Notice>
      )}
      {provisional > 0 ? (
        <Notice
          title={t.ngettext(
            "{n} of {all} totals is provisional.",
            "{n} of {all} totals are provisional.",
            provisional,
            { all: review.copies.length },
          )}
        >
          {t.ngettext(
            "{n} mark is still to decide. The files say which.",
            "{n} marks are still to decide. The files say which.",
            review.open_questions,
          )}{" "}
          <Link href={sessionPath(sessionId, "review")}>{t("Go on reviewing")}</Link>
        </Notice>
      ) : (
        <p>{t("Every total is decided.")}</p>
      )}
      <div className="btn-row export-choice">
        <label>
          {t("Copies")}{" "}
          <select className="field" value={only} onChange={({ target }) => setOnly(target.value as typeof only)}>
            <option value="all">{t("all")}</option>
            <option value="complete">
              {t.ngettext("the {n} that is complete", "the {n} that are complete", review.complete)}
            </option>
          </select>
        </label>
        {groups.length > 1 && (
          <label>
            {t("Group")}{" "}
            <select className="field" value={group} onChange={({ target }) => setGroup(target.value)}>
              <option value="">{t("all")}</option>
              {groups.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <ul className="sheet exports">
        {formats.map(([format, name, what]) => (
          <li key={format}>
            <a className="btn" href={href(format)} download>
              <Icon name="download" /> {name}
            </a>
            <span className="quiet">{what}</span>
          </li>
        ))}
      </ul>
      {review.stage === "finished" && <Reopen sessionId={sessionId} author={author} />}
    </>
  );
}

function Reopen({ sessionId, author }: { sessionId: string; author: string }) {
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
