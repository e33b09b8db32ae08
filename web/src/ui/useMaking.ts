import { useCallback, useEffect, useRef, useState } from "react";

import type { MakingTask, ReadyFile } from "../api/ready-file.ts";
import type { ExportProgress } from "../wire/index.ts";

/** A file that is made for this screen. */
export type Made =
  | { is: "idle" }
  | { is: "making"; progress: ExportProgress }
  | { is: "made"; file: ReadyFile }
  | { is: "stopped" }
  | { is: "failed"; error: unknown };

export interface Making<Input extends unknown[] = []> {
  made: Made;
  start: (...input: Input) => void;
  cancel: () => void;
}

/** Have a file made that takes long. Leaving the screen stops it, as `cancel` does. */
export function useMaking<Input extends unknown[] = []>(make: (task: MakingTask, ...input: Input) => Promise<ReadyFile>): Making<Input> {
  const [made, setMade] = useState<Made>({ is: "idle" });
  const going = useRef<AbortController>(null);
  const stop = useCallback(() => going.current?.abort(), []);
  useEffect(() => stop, [stop]);
  useEffect(() => {
    if (made.is === "made" && made.file.url.startsWith("blob:")) return () => URL.revokeObjectURL(made.file.url);
  }, [made]);
  const start = async (...input: Input) => {
    stop();
    const { signal } = (going.current = new AbortController());
    const show = (next: Made) => signal.aborted || setMade(next);
    setMade({ is: "making", progress: { done: 0, total: 0 } });
    try {
      const onProgress = (progress: ExportProgress) => show({ is: "making", progress });
      show({ is: "made", file: await make({ signal, onProgress }, ...input) });
    } catch (error) {
      show({ is: "failed", error });
    }
  };
  const cancel = () => {
    stop();
    setMade({ is: "stopped" });
  };
  return { made, start: (...input) => void start(...input), cancel };
}
