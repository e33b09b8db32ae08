import { useT } from "../../i18n/context.tsx";
import { useDeciding } from "../../review/data/outbox.ts";
import { Unsent } from "../../review/export/Unsent.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { SessionFile } from "../../ui/SessionFile.tsx";
import type { SessionEntry } from "../../wire/index.ts";
import { sessionName } from "./stage.ts";

/** The whole of a session as one file, for another computer or server. */
export default function ExportDialog({ session, onClose }: { session: SessionEntry; onClose: () => void }) {
  const t = useT();
  const { entries } = useDeciding(session.session_id);
  return (
    <Dialog
      title={t("Export “{name}”", { name: sessionName(t, session) })}
      onClose={onClose}
      foot={
        <button className="btn" type="button" onClick={onClose}>
          {t("Close")}
        </button>
      }
    >
      <Unsent count={entries.length} />
      <SessionFile sessionId={session.session_id} />
    </Dialog>
  );
}
