import { useEffect } from "react";

import type { SessionReview } from "../../wire/index.ts";
import { prefetchCopy } from "../data/copy.ts";
import type { Answer } from "../model/answers.ts";
import { placeOn } from "../model/place.ts";

/** Fetch the answers that come next, with their pictures. */
export function usePrefetch(sessionId: string, review: SessionReview, coming: readonly Answer[]): void {
  const next = coming.flatMap(({ copyId, questionId }) => {
    const copy = review.copies.find((one) => one.copy_id === copyId);
    return copy ? { copy, questionId } : [];
  });
  // A copy that has a new version since is fetched again.
  const key = next.map(({ copy, questionId }) => `${questionId}/${copy.copy_id}/${copy.evaluation_version}`).join();
  useEffect(() => {
    for (const { copy, questionId } of next)
      void prefetchCopy(sessionId, copy, (detail) => {
        const asked = detail.questions.find((one) => one.question_id === questionId);
        return (asked && placeOn(detail, asked)?.page) ?? 0;
      });
  }, [key, sessionId]); // eslint-disable-line
}
