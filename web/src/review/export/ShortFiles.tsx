import { useId } from "react";

import { exportUrl, type ExportQuery } from "../../api/exports.ts";
import { Icon } from "../../ui/Icon.tsx";

interface ShortFilesProps {
  sessionId: string;
  /** Without one, they stand in a part that has its own. */
  title?: string;
  query: ExportQuery;
  /** Each with its name and what it is good for. */
  formats: [format: string, name: string, what: string][];
}

/** Files that are there at once, each a link. */
export function ShortFiles({ sessionId, title, query, formats }: ShortFilesProps) {
  const heading = useId();
  const list = (
    <ul className="exports">
      {formats.map(([format, name, what]) => (
        <li key={format}>
          <a className="btn" href={exportUrl(sessionId, format, query)} download>
            <Icon name="download" /> {name}
          </a>
          <span className="quiet">{what}</span>
        </li>
      ))}
    </ul>
  );
  if (!title) return list;
  return (
    <section className="sheet" aria-labelledby={heading}>
      <div className="sheet-head">
        <h2 className="title" id={heading}>
          {title}
        </h2>
      </div>
      {list}
    </section>
  );
}
