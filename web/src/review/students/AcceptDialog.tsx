import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { auditKey, useAudited } from "../data/audited.ts";
import type { Deciding } from "../data/outbox.ts";
import { agreedBy } from "../model/agreed.ts";
import { isDecided, type Answer } from "../model/answers.ts";
import { auditCurve, drawAudit } from "../model/audit.ts";
import { AuditTable } from "../question/AuditTable.tsx";

interface AcceptDialogProps {
  sessionId: string;
  deciding: Deciding;
  answers: ReadonlyMap<string, readonly Answer[]>;
  chosen: readonly string[];
  onClose: () => void;
}

/** Accept agreed marks above a confidence. A threshold comes from the audit sample, and from nothing else. */
export function AcceptDialog({ sessionId, deciding, answers, chosen, onClose }: AcceptDialogProps) {
  const t = useT();
  const audited = useAudited(sessionId);
  const [threshold, setThreshold] = useState<number | null>(null);
  const all = [...answers.values()].flat();
  const sample = drawAudit(
    all.flatMap((answer) => agreedBy(answer) ?? []),
    sessionId,
  );
  const left = sample.filter((drawn) => !audited.has(auditKey(drawn))).length;
  const reached = chosen
    .flatMap((id) => answers.get(id) ?? [])
    .filter((answer) => {
      const confidence = agreedBy(answer)?.confidence ?? -1;
      return threshold !== null && confidence >= threshold && !isDecided(answer) && !answer.isComplete;
    });
  const accept = () => {
    if (threshold === null || !reached.length) return;
    deciding.decideOn({
      type: "accept",
      copy_ids: [...new Set(reached.map((answer) => answer.copyId))],
      min_confidence: threshold,
    });
    onClose();
  };
  const isKnown = sample.length > 0 && left === 0;
  return (
    <Dialog
      title={t("Accept what the graders agree on")}
      onClose={onClose}
      foot={
        <>
          <button className="btn btn-bare" type="button" onClick={onClose}>
            {t("Cancel")}
          </button>
          {isKnown && (
            <button className="btn btn-main" type="button" aria-disabled={!reached.length} onClick={accept}>
              {t.ngettext("Accept {n} mark", "Accept {n} marks", reached.length)}
            </button>
          )}
        </>
      }
    >
      {!sample.length && <p>{t("There is no answer on which graders agree and whose marks may be seen.")}</p>}
      {left > 0 && (
        <>
          <p>
            {t(
              "How often graders who agree are wrong together is not known yet. Mark {n} answers first, before you see what was given.",
              { n: left },
            )}
          </p>
          <p>
            <a className="btn" href={`${sessionPath(sessionId, "review")}?audit`}>
              {t("Mark the sample")}
            </a>
          </p>
        </>
      )}
      {isKnown && (
        <>
          <AuditTable curve={auditCurve(all, sample, audited)} />
          <label>
            {t("Accept from a confidence of")}{" "}
            <select
              className="field"
              value={threshold ?? ""}
              onChange={({ target }) => setThreshold(target.value ? Number(target.value) : null)}
            >
              <option value="">{t("choose")}</option>
              {auditCurve(all, sample, audited).map((at) => (
                <option key={at.threshold} value={at.threshold}>
                  {t.percent(at.threshold)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </Dialog>
  );
}
