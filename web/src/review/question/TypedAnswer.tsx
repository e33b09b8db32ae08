import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** An answer that was typed, or none, in place of a page. */
export function TypedAnswer({ text }: { text: string | undefined }) {
  const t = useT();
  return (
    <div className="page typed-answer" dir="auto">
      {text ?? (
        <span className="hint">
          <Icon name="warn" /> {t("There is no page to show.")}
        </span>
      )}
    </div>
  );
}
