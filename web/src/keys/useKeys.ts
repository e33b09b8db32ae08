import { useEffect, useRef } from "react";

import { commandOf, isTyping, worksKey, type KeyCommand } from "./commands.ts";
import { keysAreOn } from "./switch.ts";

/** Call `act` for every key that asks for something, unless a field has the focus. */
export function useKeys(act: (command: KeyCommand) => void): void {
  const latest = useRef(act);
  latest.current = act;
  const isBankOpen = useRef(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !keysAreOn()) return;
      const command = commandOf(event, { isBankOpen: isBankOpen.current });
      if (!command || command.do === "help") return; // the frame's
      if (command.do !== "complete" && (isTyping(event.target) || worksKey(event.target, event.key))) return;
      if (document.querySelector("dialog[open]")) return;
      isBankOpen.current = command.do === "bank";
      event.preventDefault();
      latest.current(command);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
