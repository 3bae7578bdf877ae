/** SHA-256 and HMAC (FIPS 180-4, RFC 2104) of short texts: WeChat has no `crypto`. Only what is checked in the open is hashed here. */

const K = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]
const BLOCK = 64

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Seeds and messages are ASCII: one byte a character. */
export const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0) & 0xff)

export const hex = (bytes: number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const sha256 = (message: number[]): number[] => {
  const bits = message.length * 8
  const padded = [...message, 0x80]
  while (padded.length % BLOCK !== BLOCK - 8) padded.push(0)
  for (let shift = 56; shift >= 0; shift -= 8) padded.push(shift >= 32 ? 0 : (bits >>> shift) & 0xff)
  const state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
  for (let at = 0; at < padded.length; at += BLOCK) mix(state, padded.slice(at, at + BLOCK))
  return state.flatMap((word) => [(word >>> 24) & 0xff, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff])
}

const mix = (state: number[], block: number[]): void => {
  const w: number[] = []
  for (let i = 0; i < 16; i++) w.push((block[4 * i]! << 24) | (block[4 * i + 1]! << 16) | (block[4 * i + 2]! << 8) | block[4 * i + 3]!)
  for (let i = 16; i < 64; i++) {
    const near = w[i - 15]!
    const far = w[i - 2]!
    w.push((w[i - 16]! + (turn(near, 7) ^ turn(near, 18) ^ (near >>> 3)) + w[i - 7]! + (turn(far, 17) ^ turn(far, 19) ^ (far >>> 10))) | 0)
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i]! + word) | 0
}

export const hmacSha256 = (key: number[], message: number[]): number[] => {
  const short = key.length > BLOCK ? sha256(key) : key
  const padded = [...short, ...Array<number>(BLOCK - short.length).fill(0)]
  return sha256([...padded.map((byte) => byte ^ 0x5c), ...sha256([...padded.map((byte) => byte ^ 0x36), ...message])])
}
