import { useEffect, useId, useRef, type ReactNode } from "react";

import { useT } from "../i18n/context.tsx";
import { Icon } from "./Icon.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** The buttons, the harmless one first, which gets the focus. */
  foot?: ReactNode;
}

/** A native dialog, open as long as it is rendered. */
export function Dialog({ title, onClose, children, foot }: DialogProps) {
  const t = useT();
  const dialog = useRef<HTMLDialogElement>(null);
  const label = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    shown?.querySelector<HTMLElement>(".dialog-foot button")?.focus(); // the harmless one
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-head">
        <h2 className="title" id={label}>
          {title}
        </h2>
        <button className="btn btn-bare btn-icon" type="button" aria-label={t("Close")} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{foot}</div>}
    </dialog>
  );
}
