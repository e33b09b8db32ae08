import { Problem } from "../../api/problem.ts";
import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { sessionPath } from "../../location.ts";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { dismissImport, startImport, useImporting, type Importing } from "./importing.ts";

/** The button that takes in a session which was exported here or elsewhere. */
export function ImportButton() {
  const t = useT();
  return (
    <FileButton id="session-import" accept=".zip" onFile={(file) => void startImport(file)}>
      {t("Import a session")}
    </FileButton>
  );
}

/** How far an import is, and what became of it. */
export function ImportState() {
  const t = useT();
  const importing = useImporting();
  return (
    <>
      {importing.is !== "idle" && (
        <div className="sheet import-state">
          <Outcome importing={importing} />
          {!(importing.is === "sending" && importing.share === 1) && (
            <button className="btn btn-bare btn-icon" type="button" aria-label={importing.is === "sending" ? t("Stop") : t("Close")} onClick={dismissImport}>
              <Icon name={importing.is === "sending" ? "stop" : "cross"} />
            </button>
          )}
        </div>
      )}
      <Announcement>{said(t, importing)}</Announcement>
    </>
  );
}

function Outcome({ importing }: { importing: Exclude<Importing, { is: "idle" }> }) {
  const t = useT();
  switch (importing.is) {
    case "sending":
      return (
        <div className="file-progress">
          <Sign icon="run">
            <span>
              <span dir="auto">{importing.name}</span>: {sending(t, importing.share)}
            </span>
          </Sign>
          <ProgressLine share={importing.share} />
        </div>
      );
    case "done":
      return (
        <p className="btn-row">
          <Sign icon="check" tone="good">
            <span dir="auto">{said(t, importing)}</span>
          </Sign>
          <Link className="btn btn-main" href={sessionPath(importing.session.session_id)} onClick={dismissImport}>
            {t("Open it")}
          </Link>
        </p>
      );
    default:
      return (
        <div>
          <p className="label" dir="auto">
            {importing.name}
          </p>
          <Failure error={importing.error} />
          <ThatIsHere error={importing.error} />
        </div>
      );
  }
}

/** The way to the session that stands in the way of one. */
function ThatIsHere({ error }: { error: unknown }) {
  const t = useT();
  const id = error instanceof Problem ? error.document["session_id"] : undefined;
  if (typeof id !== "string") return null;
  return (
    <p>
      <Link className="link" href={sessionPath(id)} onClick={dismissImport}>
        {t("Open the one that is here")}
      </Link>
    </p>
  );
}

function said(t: Translator, importing: Importing): string {
  if (importing.is === "sending") return sending(t, importing.share);
  return importing.is === "done" ? t("“{name}” is here, as it was when it was exported.", { name: importing.session.name || "–" }) : "";
}

function sending(t: Translator, share: number): string {
  return share < 1 ? t("sending, {share} %", { share: Math.round(share * 100) }) : t("being checked");
}
