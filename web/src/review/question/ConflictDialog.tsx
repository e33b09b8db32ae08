import { useT } from "../../i18n/context.tsx";
import { pointsOf, type Entry } from "../../outbox/entry.ts";
import { Dialog } from "../../ui/Dialog.tsx";

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

/** Two marks for the same answer: neither is preferred, and the harmless button has the focus. */
export function ConflictDialog({
  entry,
  copy,
  question,
  maximum,
  mine,
  theirs,
  onLook,
  onKeepMine,
  onKeepTheirs,
}: ConflictDialogProps) {
  const t = useT();
  const points = (value: number | null) => (value === null ? "–" : t.number(value));
  const own = pointsOf(entry) ?? mine;
  return (
    <Dialog
      title={t("Two marks for the same answer")}
      onClose={onLook}
      foot={
        <>
          <button className="btn btn-bare" type="button" onClick={onLook}>
            {t("Look at the page first")}
          </button>
          <div className="btn-row">
            <button className="btn" type="button" onClick={onKeepTheirs}>
              {t("Keep {points} (the other)", { points: points(theirs.points) })}
            </button>
            <button className="btn" type="button" onClick={onKeepMine}>
              {t("Keep {points} (mine)", { points: points(own) })}
            </button>
          </div>
        </>
      }
    >
      <p className="quiet">
        {t(
          "{copy}, question {question}. While you were deciding, somebody else marked this answer. Nothing is lost: choose which one stays; the other remains in the history.",
          { copy, question },
        )}
      </p>
      <div className="versus">
        <div>
          <p className="label">{t("Yours, not saved")}</p>
          <p className="mark mark-pen">
            {points(own)} <small>/ {t.number(maximum)}</small>
          </p>
          <p className="hint">{t("on this device")}</p>
        </div>
        <div>
          <p className="label">{t("The other, saved")}</p>
          <p className="mark mark-pen">
            {points(theirs.points)} <small>/ {t.number(maximum)}</small>
          </p>
          <p className="hint" dir="auto">
            {theirs.author}
          </p>
        </div>
      </div>
    </Dialog>
  );
}
