import { useEffect, useRef, type ReactNode } from "react";

import type { ReadyFile } from "../api/ready-file.ts";
import { useT } from "../i18n/context.tsx";
import type { Translator } from "../i18n/translator.ts";
import type { ExportProgress } from "../wire/index.ts";
import { Announcement } from "./Announcement.tsx";
import { Failure } from "./Failure.tsx";
import { Icon } from "./Icon.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import type { Made, Making } from "./useMaking.ts";

interface MadeFileProps {
  id: string;
  name: string;
  /** What it is good for. */
  what: string;
  making: Pick<Making, "made" | "cancel">;
  onStart: () => void;
  /** How far it is, in words. */
  counted: (progress: ExportProgress) => string;
  /** What else is to be chosen for it. */
  children?: ReactNode;
  /** What is to be said of the file once it is made. */
  about?: (file: ReadyFile) => ReactNode;
}

/** A file that takes long: made on demand, with its progress and a way to stop it, then downloaded. */
export function MadeFile({ id, name, what, making: { made, cancel }, onStart, counted, children, about }: MadeFileProps) {
  const t = useT();
  const isMaking = made.is === "making";
  const text = isMaking ? (made.progress.total ? counted(made.progress) : t("The file is about to be made.")) : "";
  return (
    <li data-format={id}>
      <button className="btn" type="button" aria-label={isMaking ? t("Stop: {name}", { name }) : name} onClick={isMaking ? cancel : onStart}>
        <Icon name={isMaking ? "stop" : "download"} /> {isMaking ? t("Stop") : name}
      </button>
      <div className="export-about">
        <span className="quiet">{what}</span>
        {children}
        {isMaking && (
          <div className="file-progress">
            <span className="hint">{text}</span>
            <ProgressLine share={made.progress.total ? made.progress.done / made.progress.total : 0} />
          </div>
        )}
        {made.is === "stopped" && <p className="hint">{t("Stopped. No file was made.")}</p>}
        {made.is === "failed" && <Failure error={made.error} />}
        {made.is === "made" && <Download file={made.file} />}
        {made.is === "made" && about?.(made.file)}
        <Announcement>{isMaking ? text : ending(t, made)}</Announcement>
      </div>
    </li>
  );
}

function ending(t: Translator, made: Made): string {
  if (made.is === "made") return t("The file is ready.");
  return made.is === "stopped" ? t("Stopped. No file was made.") : "";
}

/** The way to a file that is made; its download begins by itself. */
function Download({ file }: { file: ReadyFile }) {
  const t = useT();
  const link = useRef<HTMLAnchorElement>(null);
  const begun = useRef("");
  useEffect(() => {
    if (begun.current === file.url) return;
    begun.current = file.url;
    link.current?.click();
  }, [file]);
  return (
    <p className="hint">
      {t("The file is ready.")}{" "}
      <a ref={link} className="link" href={file.url} download={file.name}>
        {t("Download it again ({size})", { size: t.size(file.size) })}
      </a>
    </p>
  );
}
