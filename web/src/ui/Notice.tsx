import type { ReactNode } from "react";

import { Icon } from "./Icon.tsx";

/** What is to be looked at, or what went wrong: what happened in bold, then what is safe and what to do. */
export function Notice({ fail = false, id, title, children }: { fail?: boolean; id?: string; title: ReactNode; children?: ReactNode }) {
  return (
    <div className={fail ? "notice notice-fail" : "notice"} id={id} role={fail ? "alert" : undefined}>
      <Icon name={fail ? "fail" : "warn"} />
      <div>
        <strong>{title}</strong> {children}
      </div>
    </div>
  );
}
