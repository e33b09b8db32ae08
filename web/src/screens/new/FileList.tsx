import { Problem, Unreachable } from "../../api/problem.ts";
import type { DocumentRole } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { refusalText } from "./refusal.ts";
import type { Upload } from "./useUploads.ts";

interface FileListProps {
  uploads: Upload[];
  remove: (id: number) => void;
  setRole: (one: Upload, role: DocumentRole) => void;
}

/** What was dropped: each file with its role, how much of it was sent, and what the server found in it. */
export function FileList({ uploads, remove, setRole }: FileListProps) {
  const t = useT();
  const roles = roleNames(t);
  return (
    <div className="sheet">
      <ScrollRegion label={t("Files of the session")}>
        <table className="table files">
          <thead>
            <tr>
              <th scope="col">{t("File")}</th>
              <th scope="col">{t("What it is")}</th>
              <th scope="col">{t("State")}</th>
              <th scope="col">
                <span className="vh">{t("Remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {uploads.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <span dir="auto">{one.path}</span>
                  <br />
                  <span className="hint">{t.size(one.file.size)}</span>
                </th>
                <td>
                  <label>
                    <span className="vh">{t("What {name} is", { name: one.path })}</span>
                    <select className="field" value={one.role} onChange={(event) => setRole(one, event.target.value as DocumentRole)}>
                      {(Object.keys(roles) as DocumentRole[]).map((role) => (
                        <option key={role} value={role}>
                          {roles[role]}
                        </option>
                      ))}
                    </select>
                  </label>
                </td>
                <td>
                  <State upload={one} />
                </td>
                <td className="num">
                  <button className="btn btn-bare btn-icon btn-faint" type="button" aria-label={t("Remove {name}", { name: one.path })} onClick={() => remove(one.id)}>
                    <Icon name="cross" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

function State({ upload: { sent, stored, error } }: { upload: Upload }) {
  const t = useT();
  if (error) {
    return (
      <>
        <Sign icon="fail" tone="fail">
          {error instanceof Unreachable ? t("not sent") : t("refused")}
        </Sign>
        <p className="file-reason" role="alert">
          {error instanceof Unreachable && t("The server does not answer. Remove the file and add it again.")}
          {error instanceof Problem && <span dir="auto">{error.message}</span>}
        </p>
      </>
    );
  }
  if (!stored) {
    const share = Math.round(sent * 100);
    return (
      <div className="file-progress">
        <Sign icon="run">{share < 100 ? t("sending, {share} %", { share }) : t("being opened")}</Sign>
        <ProgressLine share={sent} />
      </div>
    );
  }
  const refused = (stored.members ?? []).filter((member) => member.refused);
  const pages = [stored, ...(stored.members ?? [])].reduce((sum, one) => sum + (one.pages?.length ?? 0), 0);
  return (
    <>
      <Sign icon="check" tone="good">
        {stored.roster
          ? t.ngettext("{n} student", "{n} students", stored.roster.count)
          : t.ngettext("{n} page", "{n} pages", pages)}
      </Sign>
      {refused.map((member) => (
        <p key={member.name} className="file-reason">
          <Sign icon="warn" tone="check">
            <span dir="auto">{member.name}</span>
          </Sign>{" "}
          {refusalText(t, member.refused ?? "damaged")}
        </p>
      ))}
    </>
  );
}

function roleNames(t: Translator): Record<DocumentRole, string> {
  return {
    copies: t.pgettext("role of a file", "Copies"),
    exam_paper: t.pgettext("role of a file", "Exam paper"),
    answer_key: t.pgettext("role of a file", "Answer key"),
    roster: t.pgettext("role of a file", "Class list"),
  };
}
