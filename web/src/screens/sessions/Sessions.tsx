import { lazy, Suspense, useState } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { NEW_PATH } from "../../location.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { SessionEntry } from "../../wire/index.ts";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { Empty } from "./Empty.tsx";
import { ImportButton, ImportState } from "./Import.tsx";
import { SessionRow } from "./SessionRow.tsx";
import { sessionName } from "./stage.ts";

const ExportDialog = lazy(() => import("./ExportDialog.tsx"));

const AT_ONCE = 100;
const REFRESH = 5_000; // milliseconds, while a run is at work on one of them

/** One's sessions, the latest change first. */
export function Sessions() {
  const t = useT();
  const [search, setSearch] = useState("");
  const [exporting, setExporting] = useState<SessionEntry | null>(null);
  const [deleting, setDeleting] = useState<SessionEntry | null>(null);
  const [running, setRunning] = useState(false);
  const own = useAnswer("GET /sessions", { query: { limit: AT_ONCE }, every: running ? REFRESH : false });
  const invited = useAnswer("GET /sessions", { query: { whose: "invited" } });
  const isRunning = own.data?.sessions.some((session) => session.is_running) ?? false;
  if (isRunning !== running) setRunning(isRunning);
  const mine = own.data?.sessions ?? [];
  const all = [...mine, ...(invited.data?.sessions ?? [])];
  const found = all.filter((session) => matches(sessionName(t, session), search));
  return (
    <Frame title={t("Sessions")}>
      <main className="wrap sessions" id="main">
        {own.error && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.isPending && <Skeleton lines={6} />}
        {own.data && all.length === 0 && (
          <>
            <ImportState />
            <Empty />
          </>
        )}
        {all.length > 0 && (
          <>
            <div className="screen-head">
              <h1 className="title">{t("Sessions")}</h1>
              <div className="btn-row">
                <label className="field-wrap search">
                  <span className="vh">{t("Search for a session")}</span>
                  <Icon name="search" />
                  <input className="field" type="search" placeholder={t("Search")} value={search} onChange={(event) => setSearch(event.target.value)} />
                </label>
                <ImportButton />
                <Link className="btn btn-main" href={NEW_PATH}>
                  <Icon name="plus" /> {t("New session")}
                </Link>
              </div>
            </div>
            <ImportState />
            <div className="sheet">
              <table className="table">
                <caption className="vh">{t("Your sessions, the latest change first")}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t.pgettext("of a session", "Name")}</th>
                    <th scope="col">{t("Stage")}</th>
                    <th scope="col">{t("To do")}</th>
                    <th scope="col" className="num col-copies">
                      {t("Copies")}
                    </th>
                    <th scope="col" className="col-date">
                      {t.pgettext("of a session", "Changed")}
                    </th>
                    <th scope="col">
                      <span className="vh">{t("Export, delete")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.map((session) => (
                    <SessionRow
                      key={session.session_id}
                      session={session}
                      {...(mine.includes(session) ? { onExport: () => setExporting(session), onDelete: () => setDeleting(session) } : {})}
                    />
                  ))}
                </tbody>
              </table>
              {found.length === 0 && <p className="short quiet">{t("No session has this name.")}</p>}
            </div>
            {own.data?.next_offset != null && (
              <p className="short hint">{t.ngettext("The {n} latest session is shown.", "The {n} latest sessions are shown.", AT_ONCE)}</p>
            )}
          </>
        )}
      </main>
      {exporting && (
        <Suspense>
          <ExportDialog session={exporting} onClose={() => setExporting(null)} />
        </Suspense>
      )}
      {deleting && <DeleteDialog session={deleting} onClose={() => setDeleting(null)} />}
    </Frame>
  );
}

function matches(name: string, search: string): boolean {
  const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain(name).includes(plain(search.trim()));
}
