import { useT } from "../i18n/context.tsx";
import { sessionPath, type SessionScreen } from "../location.ts";
import { Icon } from "./Icon.tsx";
import { Link } from "./Link.tsx";

const SCREENS = ["files", "scale", "grading", "review", "export"] as const;

interface StagesProps {
  sessionId: string;
  /** The screen that is shown. */
  current: SessionScreen;
  /** How many of the five stages are behind this session: those have a tick, and they and the next can be opened. */
  done: number;
}

/** Where the class is, in five words. */
export function Stages({ sessionId, current, done }: StagesProps) {
  const t = useT();
  const words = [
    t.pgettext("stage", "Files"),
    t.pgettext("stage", "Scale"),
    t.pgettext("stage", "Grading"),
    t.pgettext("stage", "Review"),
    t.pgettext("stage", "Export"),
  ];
  const shown = stageOf(current);
  return (
    <nav className="stages" aria-label={t("Stages of the session")}>
      <ol>
        {SCREENS.map((screen, n) => (
          <li key={screen}>
            {n < done && n !== shown && <Icon name="check" />}
            {n <= done && n > 0 ? (
              <Link href={sessionPath(sessionId, screen)} aria-current={n === shown ? "step" : undefined}>
                {words[n]}
              </Link>
            ) : (
              words[n]
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function stageOf(screen: SessionScreen): number {
  const shared: Partial<Record<SessionScreen, number>> = { criteria: 1, students: 3, figures: 4 };
  return shared[screen] ?? SCREENS.findIndex((one) => one === screen);
}
