import type { ExportedFile, ExportProgress } from "../wire/index.ts";

/** A file that can be downloaded. */
export interface ReadyFile {
  url: string;
  name: string;
  /** In bytes. */
  size: number;
  /** Copies without a part in it. */
  missing?: ExportedFile["missing"];
}

/** What whoever makes a file is told, and tells. */
export interface MakingTask {
  /** Ends the work on the server too. */
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
}
