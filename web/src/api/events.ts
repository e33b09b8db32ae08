/** An event of a stream: its name and its data. */
export interface StreamEvent {
  name: string;
  data: string;
}

const GAP = /\r?\n\r?\n/;

/** Read server-sent events to the end of their stream. Comments, which keep a connection open, are left out. */
export async function* eventsIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let waiting = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (waiting + value).split(GAP);
      waiting = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = read(block);
        if (event) yield event;
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function read(block: string): StreamEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => [line.replace(/:.*/s, ""), line.replace(/^\w*: ?/, "")] as const);
  const of = (wanted: string) => fields.flatMap(([field, value]) => (field === wanted ? [value] : []));
  const [name] = of("event");
  return name === undefined ? undefined : { name, data: of("data").join("\n") };
}
