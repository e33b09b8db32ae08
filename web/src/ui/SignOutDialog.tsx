import { useT } from "../i18n/context.tsx";
import { Dialog } from "./Dialog.tsx";

interface SignOutDialogProps {
  unsent: number;
  onStay: () => void;
  onSignOut: () => void;
}

/** Asked where signing out would erase decisions that are on this device alone. */
export function SignOutDialog({ unsent, onStay, onSignOut }: SignOutDialogProps) {
  const t = useT();
  return (
    <Dialog
      title={t("Sign out before everything is saved?")}
      onClose={onStay}
      foot={
        <>
          <button className="btn" type="button" onClick={onStay}>
            {t("Stay signed in")}
          </button>
          <button className="btn btn-danger" type="button" onClick={onSignOut}>
            {t("Erase and sign out")}
          </button>
        </>
      }
    >
      <p>
        {t.ngettext(
          "{n} decision is on this device alone: the server has not taken it yet. Signing out erases it.",
          "{n} decisions are on this device alone: the server has not taken them yet. Signing out erases them.",
          unsent,
        )}
      </p>
    </Dialog>
  );
}
