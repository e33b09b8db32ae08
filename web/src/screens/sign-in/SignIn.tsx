import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { answers } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { Problem } from "../../api/problem.ts";
import { useT } from "../../i18n/context.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { LanguageSwitch } from "../../ui/LanguageSwitch.tsx";

/** The way in where the server asks who one is: a token goes out, a cookie comes back. */
export function SignIn() {
  const t = useT();
  const signIn = useMutation({
    mutationFn: (token: string) => call("POST /sign-in", { body: { token } }),
    onSuccess: () => answers.invalidateQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    signIn.mutate(String(token ?? "").trim());
  };
  const wrong = signIn.error instanceof Problem && signIn.error.status === 401;
  return (
    <main className="wrap" id="main">
      <form className="empty" onSubmit={submit}>
        <h1 className="title">Barème</h1>
        <label className="label" htmlFor="token">
          {t("The key that you were given for this server")}
        </label>
        <input className="field" id="token" name="token" type="password" autoComplete="current-password" required autoFocus aria-invalid={wrong} aria-describedby="token-reason" />
        <p id="token-reason">{wrong && t("This server does not know that key. Copy it again, whole.")}</p>
        {signIn.error && !wrong && <Failure error={signIn.error} />}
        <p className="btn-row">
          <button className="btn btn-main" type="submit" disabled={signIn.isPending}>
            {t("Sign in")}
          </button>
          <LanguageSwitch />
        </p>
      </form>
    </main>
  );
}
