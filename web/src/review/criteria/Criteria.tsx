import { lazy, useState } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { isNewer } from "../../screens/question/asked.ts";
import { useConfirm } from "../../screens/scale/useConfirm.ts";
import type { ConfirmRubric, SessionProgress } from "../../wire/index.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Stages } from "../../ui/Stages.tsx";
import { useDraft } from "../../ui/useDraft.ts";
import { confirmationOf, type Changed } from "./confirmation.ts";
import { DraftedQuestion } from "./DraftedQuestion.tsx";

const UnknownQuestion = lazy(() => import("../../screens/question/UnknownQuestion.tsx"));

/** The drafted criteria, question by question: to edit, to have drafted again, or to leave out. */
export default function Criteria({ progress }: { progress: SessionProgress }) {
  const t = useT();
  const { session_id: sessionId, stage, name } = progress;
  const question = useAnswer("GET /sessions/{session_id}/question", { params: { session_id: sessionId } });
  const rubric = question.data?.rubric;
  if (rubric && isNewer(rubric)) return <UnknownQuestion progress={progress} />;
  return (
    <Frame title={t("Criteria")} session={name} stages={<Stages sessionId={sessionId} stage={stage} here="criteria" />}>
      {rubric ? (
        <CriteriaForm key={`${rubric.round}`} sessionId={sessionId} asked={rubric} />
      ) : (
        <main className="wrap" id="main">
          {question.error ? (
            <Failure error={question.error} onRetry={() => void question.refetch()} />
          ) : question.isFetching ? (
            <Skeleton />
          ) : (
            <p>{t("No criteria wait for you.")}</p>
          )}
        </main>
      )}
    </Frame>
  );
}

function CriteriaForm({ sessionId, asked }: { sessionId: string; asked: ConfirmRubric }) {
  const t = useT();
  const confirm = useConfirm(sessionId);
  const [unchanged] = useState<Changed>(() => ({
    edited: {},
    dropped: asked.questions.filter((one) => one.dropped).map((one) => one.question_id),
    remarks: {},
  }));
  const [draft, setDraft] = useDraft(`criteria.${sessionId}`, [asked.round, asked.questions], unchanged);
  const { edited, dropped, remarks } = draft;
  const redo = Object.fromEntries(Object.entries(remarks).filter(([, remark]) => remark.trim()));
  const answer = confirmationOf(asked.questions, draft);
  const toggle = (id: string) => {
    const without = dropped.filter((one) => one !== id);
    setDraft({ ...draft, dropped: without.length < dropped.length ? without : [...dropped, id] });
  };
  const isBusy = confirm.isPending;
  return (
    <main id="main">
      <div className="wide criteria-page">
        <h1 className="title">{t("Criteria")}</h1>
        <p>{asked.message}</p>
        {asked.error && (
          <Notice fail title={asked.error}>
            {t("Nothing is lost.")}
          </Notice>
        )}
        {(asked.warnings ?? []).map((warning) => (
          <Notice key={warning} title={warning} />
        ))}
        {confirm.error && <Failure error={confirm.error} />}
        {asked.questions.map((question) => (
          <DraftedQuestion
            key={question.question_id}
            question={question}
            criteria={edited[question.question_id] ?? question.criteria ?? []}
            isDropped={dropped.includes(question.question_id)}
            remark={remarks[question.question_id] ?? ""}
            onChange={(criteria) => setDraft({ ...draft, edited: { ...edited, [question.question_id]: criteria } })}
            onDrop={() => toggle(question.question_id)}
            onRemark={(remark) => setDraft({ ...draft, remarks: { ...remarks, [question.question_id]: remark } })}
          />
        ))}
      </div>
      <div className="gobar">
        <p className="quiet">{t.ngettext("Grading makes {n} call.", "Grading makes {n} calls.", asked.calls ?? 0)}</p>
        <div className="btn-row">
          <button
            className="btn"
            type="button"
            disabled={isBusy || !Object.keys(redo).length}
            onClick={() => confirm.mutate({ ...answer, accept: false, redo })}
          >
            {t("Draft again where you wrote a remark")}
          </button>
          <button
            className="btn btn-main"
            type="button"
            aria-disabled={isBusy}
            onClick={() => !isBusy && confirm.mutate({ ...answer, accept: true })}
          >
            {t("Grade by these criteria")}
          </button>
        </div>
      </div>
    </main>
  );
}
