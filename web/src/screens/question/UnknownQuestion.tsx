import { useState, type FormEvent } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { SessionProgress } from "../../wire/index.ts";
import { useConfirm } from "../scale/useConfirm.ts";
import { asked, type Asked } from "./asked.ts";
import { fieldsOf, readAnswer, type SchemaField } from "./schema-fields.ts";

/** A question that this page has no screen for, as a form made of the schema that comes with it. */
export default function UnknownQuestion({ progress: { session_id: sessionId, name } }: { progress: SessionProgress }) {
  const t = useT();
  const question = useAnswer("GET /sessions/{session_id}/question", { params: { session_id: sessionId } });
  const found = question.data && asked(question.data);
  return (
    <Frame title={t("A question of the session")} session={name}>
      <main className="wrap block" id="main">
        <h1 className="title">{t("A question of the session")}</h1>
        <Notice title={t("The server is newer than this page.")}>
          {t("Load the page again. If that does not help, answer here: what you send is checked, and nothing is lost.")}
        </Notice>
        {question.error && <Failure error={question.error} onRetry={() => void question.refetch()} />}
        {question.isPending && <Skeleton />}
        {found && <QuestionForm key={JSON.stringify(found.response_schema)} sessionId={sessionId} asked={found} />}
      </main>
    </Frame>
  );
}

function QuestionForm({ sessionId, asked: { message, error, response_schema: schema } }: { sessionId: string; asked: Asked }) {
  const t = useT();
  const confirm = useConfirm(sessionId);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [isTried, setTried] = useState(false);
  const fields = fieldsOf(schema);
  const read = readAnswer(fields, typed);
  const faults: Readonly<Record<string, string>> = isTried && "faults" in read ? read.faults : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("answer" in read && !confirm.isPending) confirm.mutate(read.answer);
  };
  return (
    <form className="sheet" onSubmit={submit} noValidate>
      <div className="new-fields">
        {message && <p dir="auto">{message}</p>}
        {error && (
          <Notice fail title={t("That answer was not taken. Nothing is lost.")}>
            <span dir="auto">{error}</span>
          </Notice>
        )}
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={typed[field.name] ?? field.initial}
            fault={faults[field.name]}
            onChange={(value) => setTyped({ ...typed, [field.name]: value })}
          />
        ))}
        {confirm.error && <Failure error={confirm.error} />}
        <div className="btn-row">
          <button className="btn btn-main" type="submit" aria-disabled={confirm.isPending}>
            {t("Send the answer")}
          </button>
        </div>
      </div>
    </form>
  );
}

interface FieldProps {
  field: SchemaField;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}

function Field({ field: { name, kind, title, description, choices, isRequired }, value, fault, onChange }: FieldProps) {
  const t = useT();
  const id = `answer-${name}`;
  const about = description || fault || kind === "json" ? `${id}-about` : undefined;
  const shared = { id, "aria-describedby": about, "aria-invalid": fault ? true : undefined } as const;
  return (
    <div className="new-field">
      {kind === "boolean" ? (
        <label className="new-tick">
          <input {...shared} className="tick" type="checkbox" checked={value === "true"} onChange={(event) => onChange(String(event.target.checked))} />
          <span dir="auto">{title}</span>
        </label>
      ) : (
        <>
          <label className="label" htmlFor={id} dir="auto">
            {title}
          </label>
          {kind === "choice" ? (
            <select {...shared} className="field" value={value} onChange={(event) => onChange(event.target.value)}>
              {!(isRequired && value) && <option value="">{t("choose")}</option>}
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </select>
          ) : kind === "json" ? (
            <textarea {...shared} className="field" rows={2} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} />
          ) : (
            <input
              {...shared}
              className="field"
              dir="auto"
              inputMode={kind === "text" ? "text" : "decimal"}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </>
      )}
      {about && (
        <p className="hint" id={about} dir="auto">
          {fault === "missing" ? t("This is needed.") : fault ? t("This is not what is asked for.") : ""} {description}
          {kind === "json" && ` ${t("Written as JSON.")}`}
        </p>
      )}
    </div>
  );
}
