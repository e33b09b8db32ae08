import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon.tsx";

/** An icon and a word: a state that does not rest on its colour. */
export function Sign({ icon, tone, children }: { icon: IconName; tone?: "todo" | "check" | "fail" | "good"; children: ReactNode }) {
  return (
    <span className={tone ? `sign sign-${tone}` : "sign"}>
      <Icon name={icon} /> {children}
    </span>
  );
}
