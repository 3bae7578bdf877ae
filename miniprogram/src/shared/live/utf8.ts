/** UTF-8 in pieces: a character may be cut in two. WeChat has no TextDecoder. */
export class Utf8 {
  private code = 0
  private missing = 0

  read(bytes: Uint8Array): string {
    let text = ''
    for (const byte of bytes) {
      if (this.missing && (byte & 0xc0) === 0x80) {
        this.code = (this.code << 6) | (byte & 0x3f)
        if (--this.missing === 0) text += String.fromCodePoint(this.code)
        continue
      }
      if (this.missing) {
        this.missing = 0
        text += '\ufffd'
      }
      if (byte < 0x80) text += String.fromCharCode(byte)
      else if (byte >= 0xf0 && byte < 0xf5) this.begin(byte & 0x07, 3)
      else if (byte >= 0xe0 && byte < 0xf0) this.begin(byte & 0x0f, 2)
      else if (byte >= 0xc2 && byte < 0xe0) this.begin(byte & 0x1f, 1)
      else text += '\ufffd'
    }
    return text
  }

  private begin(code: number, missing: number): void {
    this.code = code
    this.missing = missing
  }
}
