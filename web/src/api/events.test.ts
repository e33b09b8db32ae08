import { expect, test } from "vitest";

import { eventsIn, type StreamEvent } from "./events.ts";

async function read(...pieces: string[]): Promise<StreamEvent[]> {
  const stream = new Blob(pieces).stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => chunk.forEach((byte) => out.enqueue(Uint8Array.of(byte))),
    }),
  );
  const found = [];
  for await (const event of eventsIn(stream)) found.push(event);
  return found;
}

test("events are read however the network cuts them", async () => {
  const told = ['event: progress\ndata: {"done":1}\n\n:\n\n', "event: file\r\ndata: é: a\r\ndata: b\r\n\r\n", "event: cut"];
  expect(await read(...told)).toEqual([
    { name: "progress", data: '{"done":1}' },
    { name: "file", data: "é: a\nb" },
  ]);
});
