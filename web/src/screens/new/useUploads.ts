import { useCallback, useReducer, useRef } from "react";

import { upload, type DocumentRole } from "../../api/documents.ts";
import type { StoredDocument } from "../../wire/index.ts";
import { guessRole } from "./role.ts";

/** A file that is being sent, was taken, or was refused. */
export interface Upload {
  id: number;
  file: File;
  path: string;
  role: DocumentRole;
  /** The share that was sent, from 0 to 1. */
  sent: number;
  stored?: StoredDocument;
  error?: unknown;
}

type Change = { add: Upload[] } | { remove: number } | { id: number; set: Partial<Upload> };

const AT_ONCE = 3; // uploads; a school's line gets no faster by more

/** The files of a session that is about to begin. Each is sent as soon as it is there. */
export function useUploads() {
  const [uploads, change] = useReducer(reduce, []);
  const waiting = useRef<Upload[]>([]);
  const active = useRef(0);
  const stops = useRef(new Map<number, AbortController>());
  const last = useRef(0);

  const next = useCallback(() => {
    while (active.current < AT_ONCE) {
      const one = waiting.current.shift();
      if (!one) return;
      active.current += 1;
      const stop = new AbortController();
      stops.current.set(one.id, stop);
      const onProgress = (sent: number) => change({ id: one.id, set: { sent } });
      upload(one.file, { role: one.role, signal: stop.signal, onProgress })
        .then(
          (stored) => change({ id: one.id, set: { stored, sent: 1 } }),
          (error: unknown) => stop.signal.aborted || change({ id: one.id, set: { error } }),
        )
        .finally(() => {
          active.current -= 1;
          next();
        });
    }
  }, []);

  const add = useCallback(
    (files: { file: File; path: string; role?: DocumentRole }[]) => {
      const added = files.map(({ file, path, role }) => ({ id: ++last.current, file, path, role: role ?? guessRole(path), sent: 0 }));
      change({ add: added });
      waiting.current.push(...added);
      next();
    },
    [next],
  );
  const remove = useCallback((id: number) => {
    waiting.current = waiting.current.filter((one) => one.id !== id);
    stops.current.get(id)?.abort();
    change({ remove: id });
  }, []);
  const setRole = useCallback(
    (one: Upload, role: DocumentRole) => {
      change({ id: one.id, set: { role } });
      // What a class list says is told for that role alone, and a file refused in one role may do in another.
      if (!one.error && one.role !== "roster" && role !== "roster") return;
      remove(one.id);
      add([{ file: one.file, path: one.path, role }]);
    },
    [add, remove],
  );
  return { uploads, add, remove, setRole };
}

function reduce(uploads: Upload[], change: Change): Upload[] {
  if ("add" in change) return [...uploads, ...change.add];
  if ("remove" in change) return uploads.filter((one) => one.id !== change.remove);
  return uploads.map((one) => (one.id === change.id ? { ...one, ...change.set } : one));
}
