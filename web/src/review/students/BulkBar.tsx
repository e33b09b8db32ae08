import { useState } from "react";

import { startRun } from "../../api/runs.ts";
import { useT } from "../../i18n/context.tsx";
import { go, sessionPath } from "../../location.ts";
import type { SessionReview } from "../../wire/index.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Deciding } from "../data/outbox.ts";
import { isToDecide, isUndecided, type Answer } from "../model/answers.ts";
import { AcceptDialog } from "./AcceptDialog.tsx";

interface BulkBarProps {
  sessionId: string;
  review: SessionReview;
  deciding: Deciding;
  answers: ReadonlyMap<string, readonly Answer[]>;
  chosen: readonly string[];
  onNone: () => void;
}

/** What is done for all the students that were chosen. */
export function BulkBar({ sessionId, review, deciding, answers, chosen, onNone }: BulkBarProps) {
  const t = useT();
  const [dialog, setDialog] = useState<"accept" | "regrade" | null>(null);
  const hasA = (answer: Answer) => answer.marks.some((mark) => mark.label === "A" && typeof mark.points === "number");
  const open = chosen
    .flatMap((copyId) => answers.get(copyId) ?? [])
    .filter((answer) => isToDecide(answer) && isUndecided(answer) && hasA(answer));
  const areComplete = chosen.every((copyId) => review.copies.find((copy) => copy.copy_id === copyId)?.is_complete);
  const complete = () => {
    deciding.decideOn({ type: areComplete ? "reopen" : "mark_complete", copy_ids: [...chosen] });
    onNone();
  };
  const takeA = () => {
    for (const { copyId, questionId } of open)
      deciding.decide(copyId, { type: "choose_attempt", question_id: questionId, label: "A" });
    onNone();
  };
  return (
    <div className="bulk" role="group" aria-label={t("For the students that are chosen")}>
      <b>{t.ngettext("{n} student chosen", "{n} students chosen", chosen.length)}</b>
      <button className="btn" type="button" onClick={complete}>
        {areComplete ? t("Open again") : t("Mark complete")}
      </button>
      <button className="btn" type="button" disabled={!open.length} onClick={takeA}>
        {t("Take A where nothing is decided")}
      </button>
      <button className="btn" type="button" onClick={() => setDialog("accept")}>
        {t("Accept what is agreed…")}
      </button>
      <button className="btn" type="button" onClick={() => setDialog("regrade")}>
        {t("Grade again…")}
      </button>
      <button className="btn btn-bare btn-icon" type="button" aria-label={t("Choose none")} onClick={onNone}>
        <Icon name="cross" />
      </button>
      {dialog === "accept" && (
        <AcceptDialog
          sessionId={sessionId}
          deciding={deciding}
          answers={answers}
          chosen={chosen}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "regrade" && (
        <RegradeDialog
          sessionId={sessionId}
          review={review}
          author={deciding.author}
          chosen={chosen}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}

interface RegradeDialogProps {
  sessionId: string;
  review: SessionReview;
  author: string;
  chosen: readonly string[];
  onClose: () => void;
}

function RegradeDialog({ sessionId, review, author, chosen, onClose }: RegradeDialogProps) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { cost } = review.usage;
  const price = cost && review.counts.completed ? (cost / review.counts.completed) * chosen.length : 0;
  const regrade = async () => {
    setBusy(true);
    try {
      await startRun(sessionId, { resume: { author, actions: [{ type: "regrade", copy_ids: chosen }] } });
      go(sessionPath(sessionId, "grading"));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.ngettext("Grade {n} copy again", "Grade {n} copies again", chosen.length)}
      onClose={onClose}
      foot={
        <>
          <button className="btn btn-bare" type="button" onClick={onClose}>
            {t("Cancel")}
          </button>
          <button className="btn btn-main" type="button" aria-disabled={busy} onClick={() => !busy && void regrade()}>
            {t("Grade again")}
          </button>
        </>
      }
    >
      <p>
        {t("The graders are asked once more, and that is paid once more. What you decided stays.")}
        {price > 0 && ` ${t("About {price}, as a copy of this session has cost on average.", { price: t.money(price) })}`}
      </p>
      {error !== null && <Failure error={error} />}
    </Dialog>
  );
}
