import { useT } from "../i18n/context.tsx";
import { sessionPath, type SessionScreen } from "../location.ts";
import type { Stage } from "../wire/index.ts";
import { Icon } from "./Icon.tsx";
import { Link } from "./Link.tsx";

const SCREENS = ["files", "scale", "grading", "review", "export"] as const;

/** How many of the five a session at a stage has behind it. */
const BEHIND: Record<Stage, number> = {
  new: 0,
  reading: 0,
  waiting_for_scale: 1,
  waiting_for_rubric: 1,
  grading: 2,
  stopped: 2,
  in_review: 3,
  finished: 5,
};

/** Which of the five a screen belongs to. */
const PLACE: Record<SessionScreen, number> = {
  files: 0,
  scale: 1,
  criteria: 1,
  grading: 2,
  review: 3,
  students: 3,
  figures: 4,
  export: 4,
};

interface StagesProps {
  sessionId: string;
  stage: Stage;
  /** The screen that is shown. */
  here: SessionScreen;
}

/** Where the class is, in five words; what is behind it and what it is at can be opened. */
export function Stages({ sessionId, stage, here }: StagesProps) {
  const t = useT();
  const words = [
    t.pgettext("stage", "Files"),
    t.pgettext("stage", "Scale"),
    t.pgettext("stage", "Grading"),
    t.pgettext("stage", "Review"),
    t.pgettext("stage", "Export"),
  ];
  const behind = BEHIND[stage];
  return (
    <nav className="stages" aria-label={t("Stages of the session")}>
      <ol>
        {SCREENS.map((screen, n) => {
          const isHere = n === PLACE[here];
          // Figures and files are there as soon as there are marks; files and scale are no screens once they are done.
          const opens = isHere || (behind < 2 ? n === behind : n >= 2 && n <= behind + 1);
          return (
            <li key={screen}>
              {n < behind && !isHere && <Icon name="check" />}
              {opens ? (
                <Link href={sessionPath(sessionId, screen)} aria-current={isHere ? "step" : undefined}>
                  {words[n]}
                </Link>
              ) : (
                <span aria-current={isHere ? "step" : undefined}>{words[n]}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
