import { Announcement } from "./Announcement.tsx";
import { Icon, type IconName } from "./Icon.tsx";

export type SaveStateName = "saved" | "live" | "sending" | "kept" | "refused" | "conflict";

const SHOWN: Record<SaveStateName, { data: string; icon: IconName }> = {
  saved: { data: "saved", icon: "check" },
  live: { data: "saved", icon: "live" },
  sending: { data: "unsaved", icon: "wait" },
  kept: { data: "unsaved", icon: "warn" },
  refused: { data: "error", icon: "fail" },
  conflict: { data: "conflict", icon: "warn" },
};

/** In the top bar: whether everything is saved, in a sign and words. */
export function SaveState({ state, children }: { state: SaveStateName; children: string }) {
  const { data, icon } = SHOWN[state];
  return (
    <p className="savestate" data-state={data}>
      <Icon name={icon} /> <span aria-hidden="true">{children}</span>
      <Announcement>{children}</Announcement>
    </p>
  );
}
