import { useT } from "../../i18n/context.tsx";
import { pointsOf, type Entry } from "../../outbox/entry.ts";
import { Versus } from "../parts/Versus.tsx";

interface ConflictDialogProps {
  entry: Entry;
  copy: string;
  question: string;
  maximum: number;
  mine: number | null;
  theirs: { points: number | null; author: string };
  onLook: () => void;
  onKeepMine: () => void;
  onKeepTheirs: () => void;
}

/** Two marks for the same answer. */
export function ConflictDialog({ entry, copy, question, maximum, mine, theirs, ...choices }: ConflictDialogProps) {
  const t = useT();
  const points = (value: number | null) => (value === null ? "–" : t.number(value));
  const shown = (value: number | null) => (
    <p className="mark mark-pen">
      {points(value)} <small>/ {t.number(maximum)}</small>
    </p>
  );
  const own = pointsOf(entry) ?? mine;
  return (
    <Versus
      title={t("Two marks for the same answer")}
      mine={shown(own)}
      theirs={shown(theirs.points)}
      author={theirs.author}
      keepMine={t("Keep {points} (mine)", { points: points(own) })}
      keepTheirs={t("Keep {points} (the other)", { points: points(theirs.points) })}
      {...choices}
    >
      {t(
        "{copy}, question {question}. While you were deciding, somebody else marked this answer. Nothing is lost: choose which one stays; the other remains in the history.",
        { copy, question },
      )}
    </Versus>
  );
}
