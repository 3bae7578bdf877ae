/** The one source of the visual language of both web faces: antd's theme and the CSS variables come from here. */
export const tokens = {
  color: {
    canvas: '#F6F4F0',
    surface: '#FFFFFF',
    sunken: '#EFECE6',
    ink900: '#1F2421',
    ink600: '#5B635E',
    /** Placeholders: 4.6 : 1 on white, lighter than text and still readable. */
    ink500: '#6F7772',
    /** Marks and disabled only, never text: 3.2 : 1. */
    ink400: '#8A928D',
    line: '#E8E5DF',
    brand600: '#BF4027',
    brand500: '#E4674A',
    brand100: '#FBE9E4',
    sage600: '#3F7257',
    sage100: '#E5F0E9',
    gold600: '#8C6A2F',
    gold100: '#F5EDDD',
    danger: '#B3261E',
    danger100: '#FBE7E5',
    warning: '#8F5F00',
    warning100: '#FAF0DA',
    info: '#2F5FA8',
    info100: '#E6EDF8',
  },
  font: {
    family:
      '-apple-system, BlinkMacSystemFont, "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
    size: { xs: 12, sm: 14, md: 16, lg: 18, xl: 22, xxl: 28 },
    lineHeight: 1.5,
    titleLineHeight: 1.3,
  },
  space: { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32 },
  radius: { control: 8, card: 12, sheet: 20 },
  shadow: '0 8px 28px rgba(31, 36, 33, 0.12)',
  motion: { base: '180ms', sheet: '240ms', ease: 'ease-out' },
  touch: 44,
} as const

export type Tokens = typeof tokens

const kebab = (name: string): string => name.replace(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase()

/** The tokens as one `:root` rule, e.g. `--brand-600`, `--space-4`, `--radius-card`. */
export function cssVariables(from: Tokens): string {
  const lines: string[] = []
  const push = (name: string, value: string): void => void lines.push(`--${name}:${value}`)
  for (const [name, value] of Object.entries(from.color)) push(kebab(name), value)
  for (const [name, value] of Object.entries(from.font.size)) push(`text-${name}`, `${value}px`)
  for (const [name, value] of Object.entries(from.space)) push(`space-${name}`, `${value}px`)
  for (const [name, value] of Object.entries(from.radius)) push(`radius-${name}`, `${value}px`)
  push('font', from.font.family)
  push('shadow', from.shadow)
  push('motion', `${from.motion.base} ${from.motion.ease}`)
  push('motion-sheet', `${from.motion.sheet} ${from.motion.ease}`)
  push('touch', `${from.touch}px`)
  return `:root{${lines.join(';')}}`
}
