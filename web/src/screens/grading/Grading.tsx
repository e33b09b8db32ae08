import { useMutation } from "@tanstack/react-query";
import { useReducer } from "react";

import { answers, useAnswer } from "../../api/answer.ts";
import { keptRun } from "../../api/kept-run.ts";
import { cancelRun, runToQuestion, startRun } from "../../api/runs.ts";
import { useNow, useRun } from "../../api/useRun.ts";
import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { SaveState } from "../../ui/SaveState.tsx";
import { Stages } from "../../ui/Stages.tsx";
import type { SessionProgress } from "../../wire/index.ts";
import { afterEvent, NO_CELLS, remainingSeconds, shownCells } from "./cells.ts";
import { CopyCell } from "./CopyCell.tsx";
import { GradingFigures } from "./GradingFigures.tsx";

/** A cell a copy while the class is graded. It may be left, loaded again or stopped at any moment. */
export default function Grading({ progress }: { progress: SessionProgress }) {
  const t = useT();
  const { session_id: sessionId, is_running: isRunning, stage } = progress;
  const [told, tell] = useReducer(afterEvent, NO_CELLS);
  const run = useRun(progress, tell);
  const review = useAnswer("GET /sessions/{session_id}/review", { params: { session_id: sessionId } });
  const cells = shownCells(progress, told);
  const count = (...states: string[]) => cells.filter(({ state }) => states.includes(state)).length;
  const [done, failed, running] = [count("done"), count("failed"), count("running")];
  const left = count("waiting", "running");
  const now = useNow(isRunning);
  const began = progress.grading_started_at ? Date.parse(progress.grading_started_at) / 1_000 : now;
  const elapsed = isRunning ? Math.max(told.seconds, now - began) : told.seconds;

  const lacking = cells.filter(({ state }) => state !== "done").map(({ copyId }) => copyId);

  const stop = useMutation({
    mutationFn: async () => {
      const runId = keptRun(sessionId);
      if (runId) await cancelRun(sessionId, runId);
      await runToQuestion(sessionId, { input: null, context: { stop: true } });
    },
    onSettled: () => answers.invalidateQueries(),
  });
  const goOn = useMutation({
    mutationFn: () =>
      stage === "stopped"
        ? startRun(sessionId, { input: null })
        : // Only the copies that lack something: those of before a change of the scheme keep theirs.
          startRun(sessionId, { resume: { actions: [{ type: "regrade", scope: "missing", copy_ids: lacking }] } }),
    onSettled: () => answers.invalidateQueries(),
  });

  const students = new Map(review.data?.copies.map((copy) => [copy.copy_id, copy]));
  const questions = leaves(review.data?.scheme?.questions);
  const maximum = review.data?.copies[0]?.maximum;
  const missing = cells.length - done;
  const doneText = t.ngettext("{done} copy graded of {n}", "{done} copies graded of {n}", cells.length, { done });
  const canStop = isRunning && keptRun(sessionId) !== null && stage === "grading";
  return (
    <Frame
      title={t.pgettext("stage", "Grading")}
      session={progress.name}
      stages={<Stages sessionId={sessionId} stage={stage} here="grading" />}
      state={isRunning && (run.isLive ? <SaveState state="live">{t("Live")}</SaveState> : <SaveState state="live">{t("Updated every 2 s")}</SaveState>)}
    >
      <main className="wrap" id="main">
        <div className="grading-top">
          <div>
            <h1 className="title">{doneText}</h1>
            <Announcement>{doneText}</Announcement>
            <p className="quiet">
              {isRunning && t("You can close this page: grading goes on, and this page will find it again.")}
              {!isRunning && missing > 0 && t("Grading has stopped. What is graded stays; the others can be graded at any time.")}
              {!isRunning && missing === 0 && t("All copies are graded. The marks are proposals until you decide.")}
            </p>
          </div>
          <div className="btn-row">
            {done > 0 && (
              <Link className={isRunning ? "btn" : "btn btn-main"} href={sessionPath(sessionId, "review")}>
                {missing === 0 ? t("Review the copies") : t.ngettext("Review the first one", "Review the first {n}", done)}
              </Link>
            )}
            {(canStop || stop.isPending) && (
              <button className="btn" type="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
                <Icon name="stop" /> {stop.isPending ? t("Stopping") : t("Stop")}
              </button>
            )}
            {!isRunning && missing > 0 && !stop.isPending && (
              <button className="btn" type="button" disabled={goOn.isPending} onClick={() => goOn.mutate()}>
                <Icon name="run" /> {t.ngettext("Grade the one that is missing", "Grade the {n} that are missing", missing)}
              </button>
            )}
          </div>
          <svg
            className="line"
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            role="img"
            aria-label={t("{share} % of the copies", { share: cells.length ? Math.round((100 * done) / cells.length) : 0 })}
          >
            <rect width={cells.length ? (100 * done) / cells.length : 0} height="6" />
          </svg>
        </div>
        <GradingFigures
          done={done}
          running={running}
          waiting={left - running + count("budget")}
          failed={failed}
          elapsed={elapsed}
          remaining={isRunning ? remainingSeconds(done, left, elapsed) : null}
        />
        <div className="block-head cells-head">
          <h2 className="label">{t("Copies")}</h2>
          <p className="hint">{maximum !== undefined && t("Provisional marks, out of {maximum}", { maximum })}</p>
        </div>
        <ul className="cells">
          {cells.map((cell) => (
            <CopyCell key={cell.copyId} cell={cell} copy={students.get(cell.copyId)} questions={questions} />
          ))}
        </ul>
        <div className="grading-foot">
          <div className="block">
            {[run.error, stop.error, goOn.error].flatMap((error, n) => (error ? [<Failure key={n} error={error} />] : []))}
            {cells.flatMap((cell) =>
              cell.state === "failed" && cell.error
                ? [
                    <Notice key={cell.copyId} fail title={t("Copy {n} was not graded:", { n: cell.position })}>
                      <span dir="auto">{cell.error}</span> {t("The others go on. You can have it graded again afterwards.")}
                    </Notice>,
                  ]
                : [],
            )}
          </div>
          {review.data && spent(review.data.usage.cost, review.data.budget?.dollars)}
        </div>
      </main>
    </Frame>
  );

  function spent(dollars: number | null | undefined, budget: number | null | undefined) {
    if (dollars == null || (dollars === 0 && budget == null)) return null;
    const amount = t.money(dollars);
    return <p className="hint">{budget == null ? t("{amount} spent.", { amount }) : t("{amount} spent of a budget of {budget}.", { amount, budget: t.money(budget) })}</p>;
  }
}

/** Return how many questions have marks of their own: those without parts. */
function leaves(questions: readonly { parts?: unknown }[] | undefined): number {
  return (questions ?? []).reduce((sum, { parts }) => {
    const inside = Array.isArray(parts) ? leaves(parts as { parts?: unknown }[]) : 0;
    return sum + (inside || 1);
  }, 0);
}
