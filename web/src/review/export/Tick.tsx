interface TickProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: string;
}

/** Something that files have or have not. */
export function Tick({ checked, onChange, children }: TickProps) {
  return (
    <label className="export-tick">
      <input className="tick" type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {children}
    </label>
  );
}
