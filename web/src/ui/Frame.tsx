import { useEffect, useState, type ReactNode } from "react";

import { useT } from "../i18n/context.tsx";
import { commandOf, isTyping } from "../keys/commands.ts";
import { keysAreOn } from "../keys/switch.ts";
import { SESSIONS_PATH } from "../location.ts";
import { Icon } from "./Icon.tsx";
import { KeysDialog } from "./KeysDialog.tsx";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { Link } from "./Link.tsx";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { SignOut } from "./SignOut.tsx";
import { switchTheme } from "./theme.ts";

interface FrameProps {
  /** Of the page, for the tab: the screen's name comes first. */
  title: string;
  session?: string | undefined;
  stages?: ReactNode;
  /** Whether everything is saved: a SaveState. */
  state?: ReactNode;
  /** How many decisions are kept on this device, for the offline banner. */
  unsaved?: number;
  /** For the body: "review-page" where columns are as high as the window. */
  className?: string;
  children: ReactNode;
}

/** What stands around every screen: the top bar, the way to the content, the dialog of keys. */
export function Frame({ title, session, stages, state, unsaved = 0, className, children }: FrameProps) {
  const t = useT();
  const [keys, setKeys] = useState(false);
  useEffect(() => {
    document.title = [title, session, "Barème"].filter(Boolean).join(" – ");
  }, [title, session]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (keysAreOn() && commandOf(event)?.do === "help" && !isTyping(event.target)) setKeys(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className={className}>
      <a className="skip" href="#main">
        {t("Skip to the content")}
      </a>
      <header className="topbar">
        <Link className="wordmark" href={SESSIONS_PATH}>
          <svg viewBox="0 0 22 22" aria-hidden="true">
            <path d="M3 6h16M3 6v9M7 6v4M11 6v7M15 6v4M19 6v9" />
          </svg>
          Barème
        </Link>
        {session && (
          <p className="topbar-session" dir="auto">
            {session}
          </p>
        )}
        {stages}
        <div className="topbar-end">
          {state}
          <LanguageSwitch />
          <button className="btn btn-bare btn-icon" type="button" aria-label={t("Light or dark")} onClick={switchTheme}>
            <Icon name="theme" />
          </button>
          <button className="btn btn-bare btn-icon" type="button" aria-label={t("Keyboard shortcuts (?)")} onClick={() => setKeys(true)}>
            <Icon name="help" />
          </button>
          <SignOut />
        </div>
      </header>
      <OfflineBanner unsaved={unsaved} />
      {children}
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </div>
  );
}
