import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Entry } from "../../outbox/entry.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { SessionReview } from "../../wire/index.ts";
import type { Deciding } from "../data/outbox.ts";
import { questionsOf } from "../model/questions.ts";
import { Versus } from "./Versus.tsx";

const MARKS = new Set(["set_mark", "choose_attempt"]);

/** What was not applied and has no mark under which it could say why. */
export function Unsettled({ review, deciding }: { review: SessionReview | undefined; deciding: Deciding }) {
  const others = deciding.entries.filter(({ decision }) => !MARKS.has(decision.type));
  return others.map((entry) =>
    entry.state === "refused" ? (
      <Refusal key={entry.id} entry={entry} deciding={deciding} />
    ) : entry.state === "conflict" ? (
      <TwoComments key={entry.id} entry={entry} review={review} deciding={deciding} />
    ) : null,
  );
}

function Refusal({ entry, deciding }: { entry: Entry; deciding: Deciding }) {
  const t = useT();
  return (
    <Notice fail title={t("A decision was refused.")}>
      <span dir="auto">{entry.reason}</span>{" "}
      <button className="link" type="button" onClick={() => void deciding.outbox.drop(entry)}>
        {t("Understood")}
      </button>
    </Notice>
  );
}

interface TwoCommentsProps {
  entry: Entry;
  review: SessionReview | undefined;
  deciding: Deciding;
}

function TwoComments({ entry, review, deciding: { outbox } }: TwoCommentsProps) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const copy = review?.copies.find((one) => one.copy_id === entry.copyId);
  const id = "question_id" in entry.decision ? (entry.decision.question_id ?? "") : "";
  const question = questionsOf(review?.scheme).find((one) => one.id === id)?.label ?? id;
  const place = { copy: t("Copy {n}", { n: copy?.position ?? entry.copyId }), question };
  const words = (text: string) => (
    <p className="words" dir="auto">
      {text}
    </p>
  );
  return (
    <>
      <Notice fail title={t("Two comments for the same answer")}>
        {t("{copy}, question {question}", place)}{" "}
        <button className="link" type="button" onClick={() => setOpen(true)}>
          {t("Settle the conflict")}
        </button>
      </Notice>
      {isOpen && (
        <Versus
          title={t("Two comments for the same answer")}
          mine={words(entry.decision.type === "set_feedback" ? entry.decision.text : "")}
          theirs={words(copy?.questions[id]?.comment ?? "")}
          keepMine={t("Keep mine")}
          keepTheirs={t("Keep the other")}
          onLook={() => setOpen(false)}
          onKeepMine={() => (setOpen(false), void outbox.resend(entry))}
          onKeepTheirs={() => (setOpen(false), void outbox.drop(entry))}
        >
          {t(
            "{copy}, question {question}. While you were writing, somebody else commented on this answer. Nothing is lost: choose which one stays; the other remains in the history.",
            place,
          )}
        </Versus>
      )}
    </>
  );
}
