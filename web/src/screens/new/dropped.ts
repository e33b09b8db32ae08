/** The files in what was dropped, those of folders too, each with its path. */
export async function filesIn(data: DataTransfer): Promise<{ file: File; path: string }[]> {
  // The list is empty after the first wait, so the entries are taken out of it before.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...data.files].map((file) => ({ file, path: file.name }));
  const found = await Promise.all(entries.map(filesOf));
  return found.flat().sort((one, other) => one.path.localeCompare(other.path, undefined, { numeric: true }));
}

async function filesOf(entry: FileSystemEntry): Promise<{ file: File; path: string }[]> {
  if (entry.name.startsWith(".") || entry.name === "__MACOSX") return []; // what systems leave in folders
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    // A hundred at a time, until there are none left.
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (more.length === 0) break;
    inside.push(...more);
  }
  return (await Promise.all(inside.map(filesOf))).flat();
}
