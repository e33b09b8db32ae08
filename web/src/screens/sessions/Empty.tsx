import { useT } from "../../i18n/context.tsx";
import { NEW_PATH } from "../../location.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import { ImportButton } from "./Import.tsx";

/** Before the first session: what this is, and the ways to begin. */
export function Empty() {
  const t = useT();
  return (
    <div className="empty">
      <svg className="drawing" viewBox="0 0 136 112" aria-hidden="true">
        <path d="M34 14h62v88H34z" />
        <path d="M26 8h62v88H26z" />
        <path d="M36 24h26M36 36h42M36 44h38M36 56h42M36 64h30M36 76h34" fill="none" />
        <path className="pen-line" d="M99 29c-8-1-12 4-12 9s5 10 12 9 12-5 11-10-5-9-14-7M93 38l4 4 8-9" />
      </svg>
      <h1 className="title">{t("Your copies, marked with you")}</h1>
      <p className="quiet">
        {t("Drop the PDFs of the copies, and the exam paper or the answer key. You confirm the scale, two graders propose marks, you decide on each.")}
      </p>
      <div className="btn-row">
        <Link className="btn btn-main" href={NEW_PATH}>
          <Icon name="plus" /> {t("New session")}
        </Link>
        <Link className="btn" href={`${NEW_PATH}?example`}>
          {t("Try with an example class")}
        </Link>
        <ImportButton />
      </div>
    </div>
  );
}
