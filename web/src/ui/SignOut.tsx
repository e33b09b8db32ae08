import { useState } from "react";

import { answers, useAnswer } from "../api/answer.ts";
import { send } from "../api/call.ts";
import { forgetRuns } from "../api/kept-run.ts";
import { useT } from "../i18n/context.tsx";
import { SignOutDialog } from "./SignOutDialog.tsx";
import { forgetDrafts } from "./useDraft.ts";

/** What is kept on this device for whoever is signed in. */
interface Kept {
  erase: () => Promise<void>;
  /** How many decisions would be lost with it. */
  unsent: () => Promise<number>;
}
const kept: Kept[] = [];

/** Register what is to be erased from this device when somebody signs out. */
export function atSignOut(made: Kept): void {
  kept.push(made);
}

/** The button to sign out, where one signs in. */
export function SignOut() {
  const t = useT();
  const { data: me } = useAnswer("GET /me");
  const [unsent, setUnsent] = useState(0);
  if (!me?.authentication || me.through !== "cookie") return null;
  const signOut = async () => {
    await send("POST /sign-out");
    forgetRuns();
    forgetDrafts();
    await Promise.all(kept.map(({ erase }) => erase()));
    answers.clear();
    location.assign("/app");
  };
  const ask = async () => {
    const counts = await Promise.all(kept.map((one) => one.unsent()));
    const lost = counts.reduce((sum, count) => sum + count, 0);
    if (lost) setUnsent(lost);
    else await signOut();
  };
  return (
    <>
      <button className="btn btn-bare" type="button" onClick={() => void ask()}>
        {t("Sign out")}
      </button>
      {unsent > 0 && <SignOutDialog unsent={unsent} onStay={() => setUnsent(0)} onSignOut={() => void signOut()} />}
    </>
  );
}
