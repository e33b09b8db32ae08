import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { answers, keyOf } from "../../api/answer.ts";
import { send } from "../../api/call.ts";
import { useT } from "../../i18n/context.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { forgetDrafts } from "../../ui/useDraft.ts";
import type { SessionEntry } from "../../wire/index.ts";
import { sessionName } from "./stage.ts";

/** Asks for the session's name before it is deleted: there is no way back. */
export function DeleteDialog({ session, onClose }: { session: SessionEntry; onClose: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const name = sessionName(t, session);
  const deletion = useMutation({
    mutationFn: () => send("DELETE /sessions/{session_id}", { params: { session_id: session.session_id } }),
    onSuccess: async () => {
      forgetDrafts(session.session_id);
      await answers.invalidateQueries({ queryKey: keyOf("GET /sessions") });
      onClose();
    },
  });
  const isSame = typed.trim().normalize() === name.trim().normalize();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) deletion.mutate();
  };
  return (
    <Dialog
      title={t("Delete this session?")}
      onClose={onClose}
      foot={
        <>
          <button className="btn" type="button" onClick={onClose}>
            {t("Keep it")}
          </button>
          <button className="btn btn-danger" type="submit" form="delete-session" disabled={!isSame || deletion.isPending}>
            {t("Delete for good")}
          </button>
        </>
      }
    >
      <p>{t("Copies, marks and decisions of “{name}” are erased from the server. Files that you have exported stay.", { name })}</p>
      <form id="delete-session" className="block" onSubmit={submit}>
        <label className="label" htmlFor="typed-name">
          {t("Type the name of the session to confirm")}
        </label>
        <input className="field" id="typed-name" value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" autoFocus />
      </form>
      {deletion.error && <Failure error={deletion.error} />}
    </Dialog>
  );
}
