import { useT } from "../../i18n/context.tsx";
import { Frame } from "../../ui/Frame.tsx";

export function Sessions() {
  const t = useT();
  return (
    <Frame title={t("Sessions")}>
      <main className="wrap sessions" id="main">
        <h1 className="title">{t("Sessions")}</h1>
      </main>
    </Frame>
  );
}
