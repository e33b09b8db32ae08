import { exportUrl, type ExportQuery } from "../../api/exports.ts";
import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";

export interface FileRow {
  sessionId: string;
  format: string;
  name: string;
  /** What it is good for. */
  what: string;
  query: ExportQuery;
}

interface ShortFileProps extends FileRow {
  /** The format that lists who is not in this one. */
  leftOut?: string;
}

/** A file that is there at once. */
export function ShortFile({ sessionId, format, name, what, query, leftOut }: ShortFileProps) {
  const t = useT();
  return (
    <li>
      <a className="btn" href={exportUrl(sessionId, format, query)} download>
        <Icon name="download" /> {name}
      </a>
      <span className="quiet">
        {what}
        {leftOut && (
          <>
            {" · "}
            <a className="link" href={exportUrl(sessionId, leftOut, query)} download>
              {t("who is left out of {name}, and why", { name })}
            </a>
          </>
        )}
      </span>
    </li>
  );
}
