import { useT } from "../i18n/context.tsx";
import { SESSIONS_PATH } from "../location.ts";
import { Frame } from "../ui/Frame.tsx";
import { Link } from "../ui/Link.tsx";

/** For an address that is no screen. */
export function NotFound() {
  const t = useT();
  return (
    <Frame title={t("No such page")}>
      <main className="wrap" id="main">
        <div className="empty">
          <h1 className="title">{t("There is no page at this address")}</h1>
          <Link className="btn btn-main" href={SESSIONS_PATH}>
            {t("To your sessions")}
          </Link>
        </div>
      </main>
    </Frame>
  );
}
