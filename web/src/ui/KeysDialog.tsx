import { Fragment, useState, type ReactNode } from "react";

import { useT } from "../i18n/context.tsx";
import { keysAreOn, switchKeys } from "../keys/switch.ts";
import { Dialog } from "./Dialog.tsx";

const key = (name: string): ReactNode => <kbd key={name}>{name}</kbd>;
const keys = (...names: string[]): ReactNode => names.map((name, n) => <Fragment key={name}>{n > 0 && " "}{key(name)}</Fragment>);

/** All keys, and the switch that turns them off. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [areOn, setOn] = useState(keysAreOn);
  const groups: [string, [string, ReactNode][]][] = [
    [
      t("Marking"),
      [
        [t("Take the mark of A, of B, of the group"), keys("A", "B", "C")],
        [t("Type a mark"), keys("0", "…", "9")],
        [t("Maximum, zero"), keys("M", "Z")],
        [t("Save and go on"), keys(t.pgettext("key", "Enter"))],
        [t("Undo the last decision"), keys("U")],
        [t("Set aside"), keys("S")],
      ],
    ],
    [
      t("Moving"),
      [
        [t("Next answer to decide"), keys("N")],
        [t("Answer, student"), keys("← →", "↑ ↓")],
        [t("By question, by student"), keys("Q")],
        [t("Filter"), keys("/")],
      ],
    ],
    [
      t("Looking"),
      [
        [t("Full page"), keys("F")],
        [t("Larger, smaller, turn"), keys("+", "-", "R")],
        [t("Feedback of B"), keys("T")],
        [t("Show the names"), keys("H")],
      ],
    ],
    [
      t("Writing"),
      [
        [t("Comment from the bank"), keys("K", "1…9")],
        [t("Decide for the whole group"), keys("G")],
        [t("Mark the session as reviewed"), keys(t.pgettext("key", "Ctrl"), t.pgettext("key", "Enter"))],
      ],
    ],
  ];
  return (
    <Dialog title={t("Keyboard shortcuts")} onClose={onClose}>
      <div className="keys">
        {groups.map(([title, rows]) => (
          <section key={title}>
            <h3 className="label">{title}</h3>
            <dl>
              {rows.map(([what, how]) => (
                <Fragment key={what}>
                  <dt>{what}</dt>
                  <dd>{how}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="btn-row">
        <input type="checkbox" className="tick" checked={areOn} onChange={() => (switchKeys(!areOn), setOn(!areOn))} /> {t("Shortcuts are on")}{" "}
        <span className="hint">{t("They are silent as soon as a field has the cursor.")}</span>
      </label>
    </Dialog>
  );
}
