import { price, priceShort } from '../../../shared/format/money'
import { tokens } from '../../../shared/tokens'

const { color } = tokens
const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** What all charts share. */
export const base = {
  animation: !still,
  animationDuration: 240,
  textStyle: { fontFamily: tokens.font.family },
  grid: { left: 4, right: 8, top: 36, bottom: 4, containLabel: true },
  tooltip: {
    trigger: 'axis',
    backgroundColor: color.surface,
    borderColor: color.line,
    textStyle: { color: color.ink900, fontSize: 13 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? price(value) : '还没到'),
  },
}

export const moneyAxis = {
  type: 'value',
  min: 0,
  splitLine: { lineStyle: { color: color.line } },
  axisLabel: { color: color.ink600, formatter: (fen: number) => priceShort(fen) },
}

export const categoryAxis = (data: string[]) => ({
  type: 'category',
  data,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: color.line } },
  axisLabel: { color: color.ink600 },
})
