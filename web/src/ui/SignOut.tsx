import { answers, useAnswer } from "../api/answer.ts";
import { send } from "../api/call.ts";
import { forgetRuns } from "../api/kept-run.ts";
import { useT } from "../i18n/context.tsx";

type Erase = () => Promise<void>;
const erasers: Erase[] = [];

/** Register what is to be erased from this device when somebody signs out. */
export function atSignOut(erase: Erase): void {
  erasers.push(erase);
}

/** The button to sign out, where one signs in. */
export function SignOut() {
  const t = useT();
  const { data: me } = useAnswer("GET /me");
  if (!me?.authentication || me.through !== "cookie") return null;
  const signOut = async () => {
    await send("POST /sign-out");
    forgetRuns();
    await Promise.all(erasers.map((erase) => erase()));
    answers.clear();
    location.assign("/app");
  };
  return (
    <button className="btn btn-bare only-wide" type="button" onClick={() => void signOut()}>
      {t("Sign out")}
    </button>
  );
}
