import { useEffect, useRef, useState } from "react";

import { useT } from "../i18n/context.tsx";
import { useKeys } from "../keys/useKeys.ts";
import type { KeyCommand } from "../keys/commands.ts";
import { go as goToPath, sessionPath } from "../location.ts";
import type { SessionReview } from "../wire/index.ts";
import { Skeleton } from "../ui/Skeleton.tsx";
import { agreementOn } from "./data/agreement.ts";
import { auditKey } from "./data/audited.ts";
import { useCopy } from "./data/copy.ts";
import { marksOn, useBank, useHistory } from "./data/history.ts";
import type { Deciding } from "./data/outbox.ts";
import { isToDecide } from "./model/answers.ts";
import { auditCurve } from "./model/audit.ts";
import { placeOn } from "./model/place.ts";
import { FIRST_VIEW, turned, zoomed } from "./parts/PageViewer.tsx";
import type { MarkFieldHandle } from "./parts/MarkField.tsx";
import { FinishDialog } from "./parts/FinishDialog.tsx";
import { AuditTable } from "./question/AuditTable.tsx";
import { Compare } from "./question/Compare.tsx";
import { CopyViewer } from "./question/CopyViewer.tsx";
import { ConflictDialog } from "./question/ConflictDialog.tsx";
import { ExactRequest } from "./question/ExactRequest.tsx";
import { filterChoices } from "./question/filters.ts";
import { Masked } from "./question/Masked.tsx";
import { Comment, GroupCard, Mine } from "./question/Mine.tsx";
import { AgreementLine, Notes } from "./question/Notes.tsx";
import { Filter, QuestionBar } from "./question/QuestionBar.tsx";
import { Ribbon } from "./question/Ribbon.tsx";
import { usePrefetch } from "./question/usePrefetch.ts";
import { useQuestionReview } from "./question/useQuestionReview.ts";

interface Props {
  sessionId: string;
  review: SessionReview;
  deciding: Deciding;
}

/** The review of one question after the other: the page left, the graders, my mark. */
export function ReviewByQuestion({ sessionId, review, deciding }: Props) {
  const t = useT();
  const at = useQuestionReview(sessionId, review, deciding);
  const { current, question, shown } = at;
  const [view, setView] = useState(FIRST_VIEW);
  const [pageAt, setPageAt] = useState<number | null>(null);
  const [isFull, setFull] = useState(false);
  const [areNames, setNames] = useState(false);
  const [isFeedbackOpen, setFeedback] = useState(false);
  const [dialog, setDialog] = useState<"conflict" | "request" | "finish" | null>(null);
  const field = useRef<MarkFieldHandle>(null);
  const filter = useRef<HTMLSelectElement>(null);
  const copy = review.copies.find((one) => one.copy_id === current?.copyId);
  const detail = useCopy(sessionId, copy).data;
  const decisions = useHistory(sessionId, copy?.copy_id ?? "", copy?.evaluation_version ?? 0).data ?? {};
  const bank = useBank(sessionId, question?.id ?? "", review.revision);
  useEffect(() => setPageAt(null), [current?.copyId, current?.questionId]);
  usePrefetch(sessionId, review, at.coming);

  const nameOf = (copyId: string) => {
    const one = review.copies.find((known) => known.copy_id === copyId);
    return areNames && one?.student?.name ? one.student.name : t("Copy {n}", { n: one?.position ?? copyId });
  };
  useKeys((command) => act(command));
  if (!question || !current || !copy) {
    return (
      <main className="wrap" id="main">
        <p>{t("There is no answer to show.")}</p>
        {at.filter !== "all" && (
          <button className="btn" type="button" onClick={() => at.setFilter("all")}>
            {t("Show all")}
          </button>
        )}
      </main>
    );
  }

  function act(command: KeyCommand) {
    switch (command.do) {
      case "take":
        return take(command.what);
      case "type":
        return field.current?.begin(command.text);
      case "next":
      case "next_open":
        return at.goNext();
      case "next_answer":
      case "next_student":
        return at.step(1);
      case "previous_answer":
      case "previous_student":
        return at.step(-1);
      case "undo":
        return void at.undo();
      case "set_aside":
        return setAside();
      case "view":
        return goToPath(sessionPath(sessionId, "students"));
      case "full_page":
        return setFull(!isFull);
      case "zoom_in":
        return setView(zoomed(view, 1));
      case "zoom_out":
        return setView(zoomed(view, -1));
      case "rotate":
        return setView(turned(view));
      case "feedback":
        return setFeedback(!isFeedbackOpen);
      case "group":
        return at.giveGroup();
      case "names":
        return setNames(!areNames);
      case "filter":
        return filter.current?.focus();
      case "comment": {
        const text = bank[command.number - 1];
        return text === undefined ? undefined : at.comment(text);
      }
      case "complete":
        return setDialog("finish");
      default:
        return undefined;
    }
  }
  function take(what: "A" | "B" | "C" | "maximum" | "zero") {
    if (what === "maximum") return at.give(question!.maximum, true);
    if (what === "zero") return at.give(0, true);
    if (current!.marks.some((mark) => mark.label === what)) return at.take(what, 1, true);
    if (what === "C" && at.group?.points != null) at.give(at.group.points, true);
  }
  function setAside() {
    at.aside.toggle(current!.copyId, current!.questionId);
    if (!at.aside.has(current!.copyId, current!.questionId)) at.goNext();
  }

  const asked = detail?.questions.find((one) => one.question_id === question.id);
  const place = detail && asked ? placeOn(detail, asked) : null;
  const answers = [...(at.byQuestion.get(question.id)?.values() ?? [])];
  const [left, of] = at.isAudit
    ? [at.sample.filter((one) => !at.audited.has(auditKey(one))).length, at.sample.length]
    : [answers.filter(isToDecide).length, answers.length];
  const position = at.questions.indexOf(question);
  const entry = current.entry;
  const theirs = copy.questions[question.id];
  const reading = asked?.marks?.[0]?.transcription ?? "";
  return (
    <main className={isFull ? "review is-full" : "review"} id="main">
      <QuestionBar
        sessionId={sessionId}
        question={question}
        before={at.isAudit ? undefined : at.questions[position - 1]}
        after={at.isAudit ? undefined : at.questions[position + 1]}
        text={asked?.text || question.text}
        lang={review.language}
        left={left}
        of={of}
        onGo={at.goTo}
      >
        <Filter ref={filter} choices={filterChoices(t, answers)} value={at.filter} onChange={at.setFilter} />
      </QuestionBar>

      <CopyViewer
        name={nameOf(copy.copy_id)}
        detail={detail}
        question={question}
        answer={current}
        place={place}
        pageAt={pageAt}
        view={view}
        areNames={areNames}
        isFull={isFull}
        onPage={setPageAt}
        onView={setView}
        onNames={() => setNames(!areNames)}
        onFull={() => setFull(!isFull)}
      />

      <section className="compare" aria-label={t("The graders")} tabIndex={0}>
        {!at.isRevealed ? (
          <Masked audit={at.isAudit ? { at: of - left + 1, of } : null} />
        ) : asked ? (
          <>
            {at.isAudit && left === 0 && <AuditTable curve={auditCurve(at.all, at.sample, at.audited)} />}
            <Compare
              question={asked}
              marked={question}
              lang={review.language}
              isFeedbackOpen={isFeedbackOpen}
              onFeedback={setFeedback}
            />
            <Notes flags={current.flags} decisions={marksOn(decisions, question.id)} given={givenText(t, current)} />
            <p className="compare-foot hint">
              <AgreementLine agreement={agreementOn(answers)} />
              {current.marks.length > 0 && (
                <button className="link" type="button" onClick={() => setDialog("request")}>
                  {t("Exact request")}
                </button>
              )}
            </p>
          </>
        ) : (
          <Skeleton />
        )}
      </section>

      <section className="mine" id="note" aria-label={t("My mark")} tabIndex={0}>
        <Mine
          answer={current}
          bounds={{
            maximum: question.maximum,
            mayExceed: review.scheme?.allow_above_maximum ?? false,
            mayBeNegative: review.scheme?.allow_below_zero ?? false,
          }}
          fieldRef={field}
          isRevealed={at.isRevealed}
          isAside={at.aside.has(current.copyId, current.questionId)}
          onMark={at.give}
          onTake={at.take}
          onAside={setAside}
          onNext={at.goNext}
          onReopen={() => deciding.decideOn({ type: "reopen", copy_ids: [current.copyId] })}
          onSettle={() =>
            current.state === "conflict" ? setDialog("conflict") : entry && void deciding.outbox.drop(entry)
          }
        />
        {at.group && <GroupCard group={at.group} reading={reading} nameOf={nameOf} onGive={at.giveGroup} />}
        <Comment
          key={`${current.copyId}/${question.id}`}
          answer={current}
          placeholder={
            at.isRevealed && current.marks.length
              ? t("Otherwise, the feedback of {grader} is taken.", { grader: current.marks[0]?.label ?? "A" })
              : t("Your comment")
          }
          bank={bank}
          onComment={at.comment}
        />
      </section>

      <Ribbon
        answers={shown}
        current={current}
        nameOf={nameOf}
        isAside={(answer) => at.aside.has(answer.copyId, answer.questionId)}
        isRevealed={!at.isAudit}
        last={at.last}
        onGo={at.go}
        onUndo={() => void at.undo()}
      />

      {dialog === "conflict" && entry && (
        <ConflictDialog
          entry={entry}
          copy={nameOf(copy.copy_id)}
          question={question.label}
          maximum={question.maximum}
          mine={current.mine}
          theirs={{ points: theirs?.points ?? null, author: theirs?.author ?? "" }}
          onLook={() => setDialog(null)}
          onKeepMine={() => (setDialog(null), void deciding.outbox.resend(entry))}
          onKeepTheirs={() => (setDialog(null), void deciding.outbox.drop(entry))}
        />
      )}
      {dialog === "request" && current.marks[0] && (
        <ExactRequest
          sessionId={sessionId}
          copyId={copy.copy_id}
          labels={current.marks.map((mark) => mark.label)}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "finish" && (
        <FinishDialog sessionId={sessionId} review={review} deciding={deciding} onClose={() => setDialog(null)} />
      )}
    </main>
  );
}

function givenText(
  t: ReturnType<typeof useT>,
  { marks }: { marks: readonly { label: string; points?: number | null }[] },
): string {
  return marks
    .map(({ label, points }) => `${label} : ${points === undefined || points === null ? "–" : t.number(points)}`)
    .join(", ");
}
