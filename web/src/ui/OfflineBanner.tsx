import { useSyncExternalStore } from "react";

import { useT } from "../i18n/context.tsx";
import { Announcement } from "./Announcement.tsx";
import { Icon } from "./Icon.tsx";

/** Above every screen while there is no network: what is kept here, and when it will be sent. */
export function OfflineBanner({ unsaved }: { unsaved: number }) {
  const t = useT();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  const text =
    unsaved > 0
      ? t.ngettext(
          "{n} decision is kept on this device and will be sent when the network is back.",
          "{n} decisions are kept on this device and will be sent when the network is back.",
          unsaved,
        )
      : t("There is no network. What was saved is on the server; this page goes on when the network is back.");
  return (
    <p className="offline">
      <Icon name="warn" /> <span aria-hidden="true">{text}</span>
      <Announcement>{text}</Announcement>
    </p>
  );
}

function subscribe(onChange: () => void): () => void {
  addEventListener("online", onChange);
  addEventListener("offline", onChange);
  return () => {
    removeEventListener("online", onChange);
    removeEventListener("offline", onChange);
  };
}
