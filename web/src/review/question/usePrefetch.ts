import { useEffect } from "react";

import type { SessionReview } from "../../wire/index.ts";
import { prefetchCopy } from "../data/copy.ts";
import type { Answer } from "../model/answers.ts";
import { placeOn } from "../model/place.ts";

/** Fetch the next two answers, with their pictures. */
export function usePrefetch(
  sessionId: string,
  review: SessionReview,
  shown: readonly Answer[],
  current: Answer | undefined,
): void {
  const start = shown.findIndex((answer) => answer === current);
  const next = shown.slice(start + 1, start + 3);
  const key = next.map((answer) => answer.copyId).join();
  useEffect(() => {
    for (const answer of next) {
      const copy = review.copies.find((one) => one.copy_id === answer.copyId);
      if (copy)
        void prefetchCopy(sessionId, copy, (detail) => {
          const asked = detail.questions.find((one) => one.question_id === answer.questionId);
          return (asked && placeOn(detail, asked)?.page) ?? 0;
        });
    }
  }, [key, sessionId]); // eslint-disable-line
}
