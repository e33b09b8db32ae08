import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { answers, keyOf, useAnswer } from "../../api/answer.ts";
import { newSession, startRun } from "../../api/runs.ts";
import { useT } from "../../i18n/context.tsx";
import { go, sessionPath } from "../../location.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { dollarsIn } from "./budget.ts";
import { ClassList } from "./ClassList.tsx";
import { DropZone } from "./DropZone.tsx";
import { exampleClass, EXAMPLE_GRADERS } from "./example.ts";
import { FileList } from "./FileList.tsx";
import { Settings, type Chosen } from "./Settings.tsx";
import { useUploads } from "./useUploads.ts";

/** The files of a class and how they are to be graded, until the server reads them. */
export default function NewSession() {
  const t = useT();
  const models = useAnswer("GET /models");
  const files = useUploads();
  const [chosen, setChosen] = useState<Chosen>({ first: "", second: "", name: "", dollars: "", criteria: false, markFirst: false, guidelines: "", language: t.language });
  const isExample = useRef(location.search === "?example");
  const { add } = files;
  useEffect(() => {
    if (!isExample.current) return;
    isExample.current = false; // not again when the page is shown twice
    setChosen((before) => ({ ...before, ...EXAMPLE_GRADERS }));
    void exampleClass().then(add);
  }, [add]);

  const usable = files.uploads.filter((one) => one.stored && !one.stored.refused);
  const pending = files.uploads.filter((one) => !one.stored && !one.error);
  const copies = usable.filter((one) => one.role === "copies");
  const start = useMutation({
    mutationFn: async () => {
      const sessionId = await newSession();
      const documents = usable.map(({ role, path, stored }) => ({ role, name: path, document_id: stored?.document_id ?? "" }));
      await startRun(sessionId, { input: { documents, session_name: chosen.name, guidelines: chosen.guidelines }, context: contextOf(chosen, models.data?.default) });
      return sessionId;
    },
    onSuccess: async (sessionId) => {
      await answers.invalidateQueries({ queryKey: keyOf("GET /sessions") });
      go(sessionPath(sessionId));
    },
  });
  const missing = pending.length
    ? t.ngettext("{n} file is still on its way.", "{n} files are still on their way.", pending.length)
    : copies.length === 0
      ? t("Add the copies first.")
      : dollarsIn(chosen.dollars) === undefined && chosen.first !== "none"
        ? t("What may be spent is no amount: type a number of dollars.")
        : "";
  return (
    <Frame title={t("New session")}>
      <main id="main">
        <div className="wrap new">
          <div className="screen-head">
            <h1 className="title">{t("New session")}</h1>
            <p className="quiet">{t("Nothing is graded before you have confirmed the scale.")}</p>
          </div>
          <div className="new-columns">
            <div className="new-main">
              <DropZone onFiles={add} />
              {files.uploads.length > 0 && <FileList {...files} />}
            </div>
            <div className="new-side">
              <ClassList uploads={files.uploads} onFiles={add} />
              {models.error && <Failure error={models.error} onRetry={() => void models.refetch()} />}
              {models.data && <Settings models={models.data} chosen={chosen} onChange={setChosen} />}
            </div>
          </div>
          {start.error && <Failure error={start.error} />}
        </div>
        <div className="gobar">
          <p id="why-not">
            {missing ? (
              <span className="quiet">{missing}</span>
            ) : (
              <b>{t.ngettext("{n} file is ready.", "{n} files are ready.", usable.length)}</b>
            )}
          </p>
          <button
            className="btn btn-main"
            type="button"
            aria-disabled={missing !== "" || start.isPending}
            aria-describedby="why-not"
            onClick={() => missing === "" && !start.isPending && start.mutate()}
          >
            {start.isPending ? t("Starting") : t("Read the files")}
          </button>
        </div>
      </main>
    </Frame>
  );
}

function contextOf(chosen: Chosen, preset: string | undefined) {
  const dollars = dollarsIn(chosen.dollars) ?? null;
  const graders = chosen.first === "none" ? [] : [chosen.first || preset, chosen.second].flatMap((model) => (model ? [{ model }] : []));
  return {
    graders,
    language: chosen.language,
    ...(chosen.criteria && graders.length ? { rubric: "generate" as const } : {}),
    ...(chosen.markFirst ? { reveal: "after_decision" as const } : {}),
    ...(dollars === null ? {} : { budget: { dollars } }),
  };
}
