import type { ReactNode } from "react";

import { useT } from "../../i18n/context.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

interface VersusProps {
  title: string;
  /** Where it is, and what happened. */
  children: ReactNode;
  mine: ReactNode;
  theirs: ReactNode;
  author?: string;
  keepMine: string;
  keepTheirs: string;
  onLook: () => void;
  onKeepMine: () => void;
  onKeepTheirs: () => void;
}

/** Two decisions on the same: neither is preferred, and the harmless button has the focus. */
export function Versus(props: VersusProps) {
  const t = useT();
  const { title, children, mine, theirs, author, keepMine, keepTheirs, onLook, onKeepMine, onKeepTheirs } = props;
  return (
    <Dialog
      title={title}
      onClose={onLook}
      foot={
        <>
          <button className="btn btn-bare" type="button" onClick={onLook}>
            {t("Look at the page first")}
          </button>
          <div className="btn-row">
            <button className="btn" type="button" onClick={onKeepTheirs}>
              {keepTheirs}
            </button>
            <button className="btn" type="button" onClick={onKeepMine}>
              {keepMine}
            </button>
          </div>
        </>
      }
    >
      <p className="quiet">{children}</p>
      <div className="versus">
        <div>
          <p className="label">{t("Yours, not saved")}</p>
          {mine}
          <p className="hint">{t("on this device")}</p>
        </div>
        <div>
          <p className="label">{t("The other, saved")}</p>
          {theirs}
          {author && (
            <p className="hint" dir="auto">
              {author}
            </p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
