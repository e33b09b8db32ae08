/** Where entries are kept: IndexedDB, which outlives a reload and a crash of the browser. */

import type { Entry } from "./entry.ts";

const DATABASE = "bareme-outbox";
const ENTRIES = "entries";

export interface EntryStore {
  all(owner: string): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  /** Forget everything of everybody: at sign-out, on a computer that others use. */
  clear(): Promise<void>;
}

export function openStore(): EntryStore {
  let opened: Promise<IDBDatabase> | undefined;
  const database = () => (opened ??= open());

  async function within<T>(
    mode: IDBTransactionMode,
    ask: (entries: IDBObjectStore) => IDBRequest<T> | void,
  ): Promise<T> {
    const transaction = (await database()).transaction(ENTRIES, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(ENTRIES));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    return request?.result as T;
  }

  return {
    all: (owner) =>
      within<Entry[]>("readonly", (entries) => entries.index("owner").getAll(owner) as IDBRequest<Entry[]>),
    async put(entry) {
      await within("readwrite", (entries) => entries.put(entry));
    },
    async remove(ids) {
      await within("readwrite", (entries) => ids.forEach((id) => entries.delete(id)));
    },
    async clear() {
      await within("readwrite", (entries) => void entries.clear());
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(ENTRIES, { keyPath: "id" }).createIndex("owner", "owner");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
