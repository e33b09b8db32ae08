import type { ReactNode } from "react";

import { Icon } from "../../ui/Icon.tsx";

interface FoldProps {
  title: string;
  className?: string;
  /** Whether it is open to begin with. */
  isOpen?: boolean;
  children: ReactNode;
}

/** What is seldom needed, or long: it opens by its title. */
export function Fold({ title, className = "", isOpen = false, children }: FoldProps) {
  return (
    <details className={`fold ${className}`} open={isOpen || undefined}>
      <summary>
        <span className="icon-turn">
          <Icon name="next" />
        </span>{" "}
        {title}
      </summary>
      {children}
    </details>
  );
}
