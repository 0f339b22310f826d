const LINE_END = 10;

/** Puts the time before each line of a stream of bytes, whose chunks may begin and end anywhere. */
export function lineStamper(now: () => number): { stamp(bytes: Uint8Array): Uint8Array; inLine(): boolean; restart(): void } {
  let inLine = false;
  return {
    inLine: () => inLine,
    restart: () => (inLine = false),
    stamp: (bytes) => {
      if (bytes.length === 0) return bytes;
      const time = Buffer.from(`${new Date(now()).toISOString()} `);
      const pieces: Uint8Array[] = [];
      for (let from = 0; from < bytes.length;) {
        const end = bytes.indexOf(LINE_END, from);
        const next = end === -1 ? bytes.length : end + 1;
        if (!inLine) pieces.push(time);
        pieces.push(bytes.subarray(from, next));
        inLine = end === -1;
        from = next;
      }
      return Buffer.concat(pieces);
    },
  };
}
