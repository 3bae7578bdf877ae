module.exports = {
  presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', useBuiltIns: false, targets: { ios: '13', android: '8', chrome: '80' } }]],
}
