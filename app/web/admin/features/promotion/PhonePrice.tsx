import { yuan } from '../../../shared/format/money'

/** A price as the shop writes it: the integer large, sign and fraction small. */
export function PhonePrice({ fen }: { fen: number }) {
  const [whole, part] = yuan(fen).split('.')
  return (
    <span className="phone-price">
      <small>¥</small>
      {whole}
      {part !== '00' && <small>.{part}</small>}
    </span>
  )
}
