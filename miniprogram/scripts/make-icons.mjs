// Draws the icon set: the paths of a few Lucide icons (ISC licence) into one TypeScript file, and the PNGs that WeChat's native tab bar asks for.
// Run after changing NAMES:  node scripts/make-icons.mjs && ../.venv/bin/python scripts/make_tab_icons.py
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const NAMES = ['search', 'chevron-right', 'chevron-down', 'chevron-left', 'x', 'check', 'plus', 'minus', 'trash-2', 'heart', 'shopping-cart', 'headset', 'map-pin',
  'truck', 'package', 'package-check', 'wallet', 'undo-2', 'clock', 'circle-check', 'circle-alert', 'shield-check', 'store', 'settings', 'user-round', 'camera',
  'clipboard-paste', 'receipt-text', 'info', 'arrow-up', 'arrow-down', 'house', 'layout-grid', 'copy', 'wifi-off', 'sparkles', 'pencil', 'image', 'phone', 'file-text', 'lock', 'share-2', 'scissors', 'ticket', 'gift', 'tag', 'calendar-check', 'list-checks', 'dices', 'coins', 'star', 'thumbs-up', 'message-square-text', 'flag', 'baby']
const TABS = { home: 'house', category: 'layout-grid', cart: 'shopping-cart', mine: 'user-round' }

const icons = path.join(path.dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons')
const body = (name) => readFileSync(path.join(icons, `${name}.svg`), 'utf8')
  .replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[^>]*>|<\/svg>[\s\S]*$/g, '').replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>').replaceAll('"', "'")

const lines = NAMES.map((name) => `  '${name}': "${body(name)}",`)
writeFileSync('src/shared/ui/icon-paths.ts', `/** Lucide icons (ISC licence, https://lucide.dev); made by scripts/make-icons.mjs. */\nexport const ICON_PATHS = {\n${lines.join('\n')}\n} as const\n`)

mkdirSync('scripts/tabs', { recursive: true })
for (const [tab, icon] of Object.entries(TABS)) {
  for (const [state, colour, fill] of [['', '#5B635E', 'none'], ['-on', '#BF4027', '#FBE9E4']]) {
    writeFileSync(`scripts/tabs/${tab}${state}.svg`, `<svg xmlns="http://www.w3.org/2000/svg" width="81" height="81" viewBox="-1.5 -1.5 27 27" fill="${fill}" stroke="${colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body(icon)}</svg>\n`)
  }
}
