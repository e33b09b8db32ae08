import { useRef, type ChangeEvent, type ReactNode } from "react";

interface FileButtonProps {
  /** What can be chosen, as the browser writes it: ".csv,.xlsx". */
  accept: string;
  id: string;
  onFile: (file: File) => void;
  children: ReactNode;
}

/** A button by which one file is chosen. */
export function FileButton({ accept, id, onFile, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file) onFile(file);
    target.value = ""; // so that the same file can be chosen again
  };
  return (
    <>
      <button className="btn" type="button" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input ref={input} type="file" accept={accept} hidden data-testid={id} onChange={choose} />
    </>
  );
}
