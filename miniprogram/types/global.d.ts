declare module '*.scss'
declare module '*.png' { const url: string; export default url }
/** Where the built weapp finds the server; unused in h5. */
declare const SIYU_PUBLIC_URL: string
