import { useCallback, useEffect, useRef, useState } from "react";

import { makeExport, type ExportQuery } from "../../api/exports.ts";
import type { ExportedFile, ExportProgress } from "../../wire/index.ts";

/** A file that the server makes for this screen. */
export type Made =
  | { is: "idle" }
  | { is: "making"; progress: ExportProgress }
  | { is: "made"; file: ExportedFile }
  | { is: "stopped" }
  | { is: "failed"; error: unknown };

export type Making = ReturnType<typeof useMaking>;

/** Have a file made that takes long. Leaving the screen stops it, as `stop` does. */
export function useMaking(sessionId: string, format: string) {
  const [made, setMade] = useState<Made>({ is: "idle" });
  const going = useRef<AbortController>(null);
  const stop = useCallback(() => going.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const start = async (query: ExportQuery, file?: File) => {
    stop();
    const { signal } = (going.current = new AbortController());
    const show = (next: Made) => signal.aborted || setMade(next);
    setMade({ is: "making", progress: { done: 0, total: 0 } });
    try {
      const onProgress = (progress: ExportProgress) => show({ is: "making", progress });
      show({ is: "made", file: await makeExport(sessionId, format, query, { file, signal, onProgress }) });
    } catch (error) {
      show({ is: "failed", error });
    }
  };
  const cancel = () => {
    stop();
    setMade({ is: "stopped" });
  };
  return { made, start: (query: ExportQuery, file?: File) => void start(query, file), cancel };
}
