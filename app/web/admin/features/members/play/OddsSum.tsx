import { sumOf } from './lottery-draft'
import { percentText, WHOLE_PPM } from './words'

/** The odds side by side, and whether they make a whole. */
export function OddsSum({ prizes }: { prizes: readonly { name: string; oddsPpm: number }[] }) {
  const whole = sumOf(prizes)
  return (
    <div className="odds-sum" data-field="prizes">
      <span className="odds-bar" role="img" aria-label={`概率合计 ${percentText(whole)}`}>
        {prizes.map((prize, place) => (
          <span key={place} title={`${prize.name} ${percentText(prize.oddsPpm)}`} className={place === prizes.length - 1 ? 'odds-thanks' : ''} style={{ width: `${(prize.oddsPpm / Math.max(whole, WHOLE_PPM)) * 100}%` }} />
        ))}
      </span>
      <span className={whole === WHOLE_PPM ? 'nowrap' : 'nowrap odds-off'}>
        合计 {percentText(whole)}
        {whole === WHOLE_PPM ? '' : '，要等于 100%'}
      </span>
    </div>
  )
}
