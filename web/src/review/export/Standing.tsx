import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Link } from "../../ui/Link.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { SessionReview } from "../../wire/index.ts";
import { Unsent } from "./Unsent.tsx";

interface StandingProps {
  sessionId: string;
  review: SessionReview;
  /** How many decisions are kept on this device. */
  unsent: number;
}

/** How much of what the files would say is provisional, or not on the server yet. */
export function Standing({ sessionId, review, unsent }: StandingProps) {
  const t = useT();
  const provisional = review.copies.filter(
    (copy) => copy.provisional || copy.total === undefined || copy.total === null,
  ).length;
  return (
    <>
      <Unsent count={unsent} />
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
    </>
  );
}
