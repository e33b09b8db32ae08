import { Problem, Unreachable } from "../api/problem.ts";
import { useT } from "../i18n/context.tsx";
import { Notice } from "./Notice.tsx";

/** Why something could not be read or done, and the way out. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT();
  const away = error instanceof Unreachable;
  const title = away ? t("The server does not answer.") : t("That did not work.");
  return (
    <Notice fail title={title}>
      {away && t("Nothing is lost: what was saved is on the server.")}
      {error instanceof Problem && <span dir="auto">{error.message}</span>}
      {!away && !(error instanceof Problem) && t("This is a fault of the app. Load the page again; nothing that was saved is lost.")}
      {onRetry && (
        <p className="btn-row">
          <button className="btn" type="button" onClick={onRetry}>
            {t("Try again")}
          </button>
        </p>
      )}
    </Notice>
  );
}
