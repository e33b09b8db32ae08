import { useT } from "../../i18n/context.tsx";
import { Notice } from "../../ui/Notice.tsx";

/** Says so if decisions are kept on this device alone. */
export function Unsent({ count }: { count: number }) {
  const t = useT();
  if (count === 0) return null;
  return (
    <Notice title={t.ngettext("{n} decision is not on the server yet.", "{n} decisions are not on the server yet.", count)}>
      {t("A file that is made now is without it.")}
    </Notice>
  );
}
