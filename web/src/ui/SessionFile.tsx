import { sessionArchive } from "../api/archives.ts";
import { useT } from "../i18n/context.tsx";
import { MadeFile } from "./MadeFile.tsx";
import { useMaking } from "./useMaking.ts";

/** The whole session as one file, and what is to be known before it is carried away. */
export function SessionFile({ sessionId }: { sessionId: string }) {
  const t = useT();
  const making = useMaking((task) => sessionArchive(sessionId, task));
  return (
    <>
      <ul className="exports">
        <MadeFile
          id="session"
          name={t("The whole session")}
          what={t("files, copies, marks, decisions and what the graders answered: a ZIP that Barème reads")}
          making={making}
          onStart={making.start}
          counted={({ done, total }) => t("{done} of {total}", { done: t.size(done), total: t.size(total) })}
        />
      </ul>
      <p className="session-file-notes quiet">
        {t("Whoever has the file can read all of it, also which models the graders are. Take it in elsewhere with “Import a session”, above the list of sessions; no model is asked again. The session stays here too: what is decided in one of the two is not in the other.")}
      </p>
    </>
  );
}
