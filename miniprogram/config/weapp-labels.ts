import type { IPluginContext } from '@tarojs/service'

const labels = { 'aria-role': '', 'aria-label': '' }

/** Lets screen readers of WeChat hear roles and labels: Taro's templates leave these two attributes out. */
export default (ctx: IPluginContext): void => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform: { template?: { mergeComponents(context: unknown, parts: object): void }; ctx?: unknown }) {
      platform.template?.mergeComponents(ctx, { View: labels, Text: labels, Image: labels, Button: labels })
    },
  })
}
