// Reads the messages written by ui/player/wire.py.

/** @type {Record<string, any>} */
const TYPES = { f4: Float32Array, f8: Float64Array };
const PREFIX = 4;

// A message: its header, and its arrays by name.
/** @param {Uint8Array} bytes @returns {{ header: any, arrays: Arrays }} */
export function unpack(bytes) {
  // A view into a larger message starts anywhere; a copy of its own starts at zero, so typed arrays fit.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, PREFIX, length)));
  /** @type {Arrays} */
  const arrays = {};
  for (const [name, [type, offset, shape]] of Object.entries(header.arrays)) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays[name] = { data: new TYPES[type](buffer, offset, count), shape };
  }
  return { header, arrays };
}

export function sameBytes(a, b) {
  if (!a || !b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
