/**
 * Finds many byte patterns in one pass (Aho and Corasick, 1975). States are kept sparse, first child and next sibling, because the
 * patterns of one long key run into the ten thousands of states and a dense table of them would take megabytes.
 */
export interface Pattern {
  readonly bytes: Uint8Array;
  /** Counts only where no word character (ASCII letter, digit, `_`) lengthens a word at its edge. */
  readonly wholeWord: boolean;
}

/** Arrays indexed by state; 0 is the root. */
export interface Automaton {
  readonly byteOf: Uint8Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** The state of the longest proper suffix that is a prefix of some pattern. */
  readonly fallback: Int32Array;
  readonly depth: Int32Array;
  /** Length of the longest pattern that ends here and counts anywhere; 0: none. */
  readonly anywhere: Int32Array;
  /** Length of the whole-word pattern that is exactly this state; 0: none. */
  readonly word: Int32Array;
  /** This state, or the nearest one along the fallbacks, with a whole-word pattern; 0: none. */
  readonly nextWord: Int32Array;
  /** How many of the last bytes may still become part of a match. */
  readonly held: Int32Array;
  /** Dense transitions of the root. */
  readonly root: Int32Array;
  /** 1 for each pair of bytes with which a pattern can begin: what lets ordinary text be skipped. */
  readonly pairs: Uint8Array;
}

export function automaton(patterns: readonly Pattern[]): Automaton {
  const states = 1 + patterns.reduce((sum, pattern) => sum + pattern.bytes.length, 0);
  const machine: Automaton = {
    byteOf: new Uint8Array(states),
    firstChild: new Int32Array(states),
    nextSibling: new Int32Array(states),
    fallback: new Int32Array(states),
    depth: new Int32Array(states),
    anywhere: new Int32Array(states),
    word: new Int32Array(states),
    nextWord: new Int32Array(states),
    held: new Int32Array(states),
    root: new Int32Array(256),
    pairs: new Uint8Array(65_536),
  };
  let used = 1;
  for (const { bytes, wholeWord } of patterns) {
    let state = 0;
    for (const byte of bytes) {
      let child = childOf(machine, state, byte);
      if (child === 0) {
        child = used++;
        machine.byteOf[child] = byte;
        machine.depth[child] = machine.depth[state]! + 1;
        machine.nextSibling[child] = machine.firstChild[state]!;
        machine.firstChild[state] = child;
        if (state === 0) machine.root[byte] = child;
      }
      state = child;
    }
    (wholeWord ? machine.word : machine.anywhere)[state] = bytes.length;
    if (bytes.length === 1) machine.pairs.fill(1, bytes[0]! << 8, (bytes[0]! + 1) << 8);
    if (bytes.length > 1) machine.pairs[(bytes[0]! << 8) | bytes[1]!] = 1;
  }
  connect(machine);
  return machine;
}

/** The state after one more byte. */
export function step(machine: Automaton, from: number, byte: number): number {
  let state = from;
  while (state !== 0) {
    const child = childOf(machine, state, byte);
    if (child !== 0) return child;
    state = machine.fallback[state]!;
  }
  return machine.root[byte]!;
}

function childOf(machine: Automaton, state: number, byte: number): number {
  if (state === 0) return machine.root[byte]!;
  let child = machine.firstChild[state]!;
  while (child !== 0 && machine.byteOf[child] !== byte) child = machine.nextSibling[child]!;
  return child;
}

/** Breadth first: a state's fallback is shallower than the state, so it is known by the time it is asked for. */
function connect(machine: Automaton): void {
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const parent = queue[head]!;
    for (let state = machine.firstChild[parent]!; state !== 0; state = machine.nextSibling[state]!) {
      const fallback = parent === 0 ? 0 : step(machine, machine.fallback[parent]!, machine.byteOf[state]!);
      machine.fallback[state] = fallback;
      machine.anywhere[state] ||= machine.anywhere[fallback]!;
      machine.nextWord[state] = machine.word[state]! > 0 ? state : machine.nextWord[fallback]!;
      // A finished whole word waits for the byte after it; any other pattern that nothing can lengthen need not be held.
      const open = machine.firstChild[state] !== 0 || machine.word[state]! > 0;
      machine.held[state] = open ? machine.depth[state]! : machine.held[fallback]!;
      queue.push(state);
    }
  }
}
