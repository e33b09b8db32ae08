import { lazy, Suspense, useEffect, useState } from "react";

import { useAnswer } from "./api/answer.ts";
import { loadedFor } from "./api/headers.ts";
import { Problem } from "./api/problem.ts";
import { placeOf, usePath } from "./location.ts";
import { NotFound } from "./screens/NotFound.tsx";
import { Sessions } from "./screens/sessions/Sessions.tsx";
import { SignIn } from "./screens/sign-in/SignIn.tsx";
import { Failure } from "./ui/Failure.tsx";
import { Skeleton } from "./ui/Skeleton.tsx";

const NewSession = lazy(() => import("./screens/new/NewSession.tsx"));
const Session = lazy(() => import("./screens/session/Session.tsx"));

/** Show the screen that the address names, to whoever may see it. */
export function App() {
  const path = usePath();
  const me = useAnswer("GET /me");
  const identity = me.data?.identity;
  const [whose, setWhose] = useState(identity);
  if (whose === undefined && identity !== undefined) {
    loadedFor(identity); // here and not in an effect, which would come after the first requests of the screens
    setWhose(identity);
  }
  const isSomebodyElse = whose !== undefined && identity !== undefined && whose !== identity;
  useEffect(() => {
    if (isSomebodyElse) location.reload(); // with all that was read for the one before
  }, [isSomebodyElse]);
  if (isSomebodyElse) return <Skeleton />;
  if (me.isPending) return <Skeleton />;
  if (me.error instanceof Problem && me.error.status === 401) return <SignIn />;
  // Where the server was away for a moment, what was read before stays in view.
  if (me.error && !me.data) return <Failure error={me.error} onRetry={() => void me.refetch()} />;
  return <Suspense fallback={<Skeleton />}>{screenOf(path)}</Suspense>;
}

function screenOf(path: string) {
  const place = placeOf(path);
  switch (place.screen) {
    case "sessions":
      return <Sessions />;
    case "new":
      return <NewSession />;
    case "session":
      return <Session key={place.sessionId} sessionId={place.sessionId} part={place.part} />;
    default:
      return <NotFound />;
  }
}
