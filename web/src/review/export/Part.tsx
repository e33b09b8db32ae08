import { useId, type ReactNode } from "react";

interface PartProps {
  title: string;
  /** What is chosen for all of its files. */
  choice?: ReactNode;
  children: ReactNode;
}

/** A part of the screen: files for the same people. */
export function Part({ title, choice, children }: PartProps) {
  const heading = useId();
  return (
    <section className="sheet" aria-labelledby={heading}>
      <div className="sheet-head">
        <h2 className="title" id={heading}>
          {title}
        </h2>
        {choice}
      </div>
      {children}
    </section>
  );
}
