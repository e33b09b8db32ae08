import { useEffect, useRef, type ReactNode } from "react";

import { fileUrl } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Announcement } from "../../ui/Announcement.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { ExportedFile, ExportProgress } from "../../wire/index.ts";
import { Fold } from "./Fold.tsx";
import type { FileRow } from "./ShortFile.tsx";
import { useMaking, type Made, type Making } from "./useMaking.ts";

/** A file that takes long: made on demand, with its progress and a way to stop it, then downloaded. */
export function LongFile({ query, ...row }: FileRow) {
  const making = useMaking(row.sessionId, row.format);
  return <LongFileRow {...row} making={making} onStart={() => making.start(query)} />;
}

interface LongFileRowProps extends Omit<FileRow, "query"> {
  making: Making;
  onStart: () => void;
  /** What else is to be chosen for it. */
  children?: ReactNode;
}

/** The row of a file that is made by somebody else's `useMaking`. */
export function LongFileRow({ sessionId, format, name, what, making: { made, cancel }, onStart, children }: LongFileRowProps) {
  const t = useT();
  const isMaking = made.is === "making";
  return (
    <li data-format={format}>
      <button className="btn" type="button" aria-label={isMaking ? t("Stop: {name}", { name }) : name} onClick={isMaking ? cancel : onStart}>
        <Icon name={isMaking ? "stop" : "download"} /> {isMaking ? t("Stop") : name}
      </button>
      <div className="export-about">
        <span className="quiet">{what}</span>
        {children}
        {isMaking && <Progress progress={made.progress} />}
        {made.is === "stopped" && <p className="hint">{t("Stopped. No file was made.")}</p>}
        {made.is === "failed" && <Failure error={made.error} />}
        {made.is === "made" && <Download sessionId={sessionId} file={made.file} />}
        {made.is === "made" && <Missing file={made.file} />}
        <Announcement>{said(t, made)}</Announcement>
      </div>
    </li>
  );
}

function said(t: Translator, made: Made): string {
  if (made.is === "making") return counted(t, made.progress);
  if (made.is === "made") return t("The file is ready.");
  return made.is === "stopped" ? t("Stopped. No file was made.") : "";
}

function counted(t: Translator, { done, total }: ExportProgress): string {
  return total ? t.ngettext("{done} of {n} student", "{done} of {n} students", total, { done }) : t("The file is about to be made.");
}

function Progress({ progress }: { progress: ExportProgress }) {
  const t = useT();
  const { done, total } = progress;
  return (
    <div className="file-progress">
      <span className="hint">{counted(t, progress)}</span>
      <svg className="line" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={total ? (100 * done) / total : 0} height="6" />
      </svg>
    </div>
  );
}

/** The way to a file that is made; its download begins by itself. */
function Download({ sessionId, file }: { sessionId: string; file: ExportedFile }) {
  const t = useT();
  const link = useRef<HTMLAnchorElement>(null);
  const begun = useRef("");
  useEffect(() => {
    if (begun.current === file.file_id) return;
    begun.current = file.file_id;
    link.current?.click();
  }, [file]);
  return (
    <p className="hint">
      {t("The file is ready.")}{" "}
      <a ref={link} className="link" href={fileUrl(sessionId, file)} download={file.name}>
        {t("Download it again ({size})", { size: t.size(file.size ?? 0) })}
      </a>
    </p>
  );
}

/** The students who have no part in the file. */
function Missing({ file: { missing = [] } }: { file: ExportedFile }) {
  const t = useT();
  if (!missing.length) return null;
  return (
    <Fold title={`${t("Not known which participant of the assignment it is")} (${missing.length})`} isOpen>
      <ul className="plain-list">
        {missing.map(({ copy_id, student }) => (
          <li key={copy_id} dir="auto">
            {student?.name || copy_id}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
