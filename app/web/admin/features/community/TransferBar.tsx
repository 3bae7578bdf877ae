import type { TransferView } from '../../../shared/api/shapes-community'
import { MOVE_TEXT, partsOf, partsText } from './transfer-words'
import { countText } from './words'

/** How far a transfer has come, customers by state; `legend`: with the figures below. */
export function TransferBar({ counts, legend = false }: { counts: TransferView['counts']; legend?: boolean }) {
  const parts = partsOf(counts)
  return (
    <div className="move">
      <div className="move-bar" role="img" aria-label={partsText(counts)} title={partsText(counts)}>
        {parts.map(({ state, share }) => (
          <i key={state} className={`move-${state}`} style={{ width: `${share}%` }} />
        ))}
      </div>
      {legend ? (
        <ul className="move-legend">
          {parts.map(({ state, count }) => (
            <li key={state}>
              <i className={`move-${state}`} aria-hidden />
              {MOVE_TEXT[state]} <b>{countText(count)}</b>
            </li>
          ))}
        </ul>
      ) : (
        <small className="muted">{partsText(counts)}</small>
      )}
    </div>
  )
}
