import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { Sign } from "../../ui/Sign.tsx";
import type { SessionEntry } from "../../wire/index.ts";
import { sessionName, shownStage } from "./stage.ts";

const STAGES = [0, 1, 2, 3, 4];

interface SessionRowProps {
  session: SessionEntry;
  /** What its owner alone may do. */
  onExport?: () => void;
  onDelete?: () => void;
}

export function SessionRow({ session, onExport, onDelete }: SessionRowProps) {
  const t = useT();
  const name = sessionName(t, session);
  const { name: stage, reached, todo, icon, tone } = shownStage(t, session);
  return (
    <tr>
      <th scope="row">
        <Link className="session-name" href={sessionPath(session.session_id)} dir="auto">
          {name}
        </Link>
      </th>
      <td>
        <div className="stage-of">
          <span>{stage}</span>
          <svg viewBox="0 0 90 8" aria-hidden="true">
            {STAGES.map((n) => (
              <rect key={n} className={n < reached ? "on" : "off"} x={0.5 + 18 * n} y="1" width="15" height="6" />
            ))}
          </svg>
        </div>
      </td>
      <td>
        <Sign icon={icon} {...(tone ? { tone } : {})}>
          {todo}
        </Sign>
      </td>
      <td className="num col-copies">{session.counts?.total}</td>
      <td className="col-date quiet nowrap">{t.when(new Date(session.updated_at))}</td>
      <td className="num nowrap col-end">
        {onExport && (
          <button className="btn btn-bare btn-icon btn-faint" type="button" aria-label={t("Export “{name}”", { name })} onClick={onExport}>
            <Icon name="download" />
          </button>
        )}
        {onDelete && (
          <button className="btn btn-bare btn-icon btn-faint" type="button" aria-label={t("Delete “{name}”", { name })} onClick={onDelete}>
            <Icon name="trash" />
          </button>
        )}
      </td>
    </tr>
  );
}
