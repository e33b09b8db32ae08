import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { turned, zoomed, type View } from "../parts/PageViewer.tsx";

export interface ViewerBarProps {
  name: string;
  pages: number;
  page: number;
  view: View;
  areNames: boolean;
  isFull: boolean;
  onPage: (page: number) => void;
  onView: (view: View) => void;
  onNames: () => void;
  onFull: () => void;
}

/** Above the page: whose it is, and what can be done with the picture. */
export function ViewerBar({
  name,
  pages,
  page,
  view,
  areNames,
  isFull,
  onPage,
  onView,
  onNames,
  onFull,
}: ViewerBarProps) {
  const t = useT();
  const icon = (
    what: Parameters<typeof Icon>[0]["name"],
    label: string,
    act: () => void,
    more: { pressed?: boolean; off?: boolean } = {},
  ) => (
    <button
      className="btn btn-bare btn-icon"
      type="button"
      aria-label={label}
      aria-pressed={more.pressed}
      disabled={more.off}
      onClick={act}
    >
      <Icon name={what} />
    </button>
  );
  return (
    <div className="viewer-bar">
      <p>
        <b dir="auto">{name}</b>{" "}
        {pages > 0 && <span className="hint">{t("page {n} of {all}", { n: page + 1, all: pages })}</span>}
      </p>
      <div className="viewer-tools">
        {pages > 1 && (
          <>
            {icon("prev", t("Page before"), () => onPage(page - 1), { off: page === 0 })}
            {icon("next", t("Page after"), () => onPage(page + 1), { off: page === pages - 1 })}
          </>
        )}
        <button className="btn btn-bare" type="button" aria-pressed={areNames} onClick={onNames}>
          <Icon name="eye" /> <span className="roomy">{t("Names")}</span> <kbd>H</kbd>
        </button>
        {icon("minus", t("Smaller (-)"), () => onView(zoomed(view, -1)))}
        <span className="hint">{t.percent(view.zoom / 100)}</span>
        {icon("plus", t("Larger (+)"), () => onView(zoomed(view, 1)))}
        {icon("rotate", t("Turn (R)"), () => onView(turned(view)))}
        {icon("full", t("Full page (F)"), onFull, { pressed: isFull })}
      </div>
    </div>
  );
}
