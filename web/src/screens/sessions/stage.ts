import type { Translator } from "../../i18n/translator.ts";
import type { IconName } from "../../ui/Icon.tsx";
import type { SessionEntry } from "../../wire/index.ts";

export interface ShownStage {
  /** In a word. */
  name: string;
  /** How many of the five stages it has reached. */
  reached: number;
  /** What is left to do. */
  todo: string;
  icon: IconName;
  tone?: "todo" | "good" | "check";
}

/** Return how a list shows the stage of a session. */
export function shownStage(
  t: Translator,
  { stage, counts, open_questions: open }: Pick<SessionEntry, "stage" | "counts" | "open_questions">,
): ShownStage {
  const { completed: done = 0, total = 0, failed = 0, remaining = 0 } = counts ?? {};
  const scale = t.pgettext("stage", "Scale");
  const grading = t.pgettext("stage", "Grading");
  const review = t.pgettext("stage", "Review");
  switch (stage) {
    case "new":
      return { name: t.pgettext("stage", "Files"), reached: 1, todo: t("files to be read"), icon: "wait", tone: "todo" };
    case "reading":
      return { name: t.pgettext("stage", "Files"), reached: 1, todo: t("the files are being read"), icon: "run" };
    case "waiting_for_scale":
      return { name: scale, reached: 2, todo: t("scale to be confirmed"), icon: "wait", tone: "todo" };
    case "waiting_for_rubric":
      return { name: scale, reached: 2, todo: t("criteria to be confirmed"), icon: "wait", tone: "todo" };
    case "grading":
      // The list has the counts of before the run.
      return { name: grading, reached: 3, todo: total ? t("{done} of {total} graded", { done, total }) : t("being graded"), icon: "run" };
    case "stopped":
      return { name: grading, reached: 3, todo: t("stopped at {done} of {total}", { done, total }), icon: "stop", tone: "todo" };
    case "in_review": {
      const missing = failed + remaining;
      if (!missing) return { name: review, reached: 4, icon: "wait", tone: "todo", todo: leftText(t, open) };
      return {
        name: review,
        reached: 4,
        todo: t.ngettext("{n} copy is not graded", "{n} copies are not graded", missing),
        icon: "warn",
        tone: "check",
      };
    }
    case "finished":
      return { name: t.pgettext("stage", "Finished"), reached: 5, todo: t("reviewed"), icon: "check", tone: "good" };
    default: // of a newer server
      return { name: stage, reached: 0, todo: t("a question to answer"), icon: "wait", tone: "todo" };
  }
}

function leftText(t: Translator, open: number | null | undefined): string {
  if (open == null) return t("to be reviewed"); // a session of before this was counted
  return open ? t.ngettext("{n} answer to decide", "{n} answers to decide", open) : t("every answer is decided");
}

/** Return the name of a session or, before its files are read, when it was begun. */
export function sessionName(t: Translator, { name, created_at }: Pick<SessionEntry, "name" | "created_at">): string {
  return name || t("Session of {date}", { date: t.when(new Date(created_at)) });
}
